use iiko_codegen::*;
fn main(){
    let spec=spec::Spec::parse(&std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap()).unwrap_or_else(|e|panic!("{e}"));
    let names:Vec<&str>=spec.sections.iter().map(|s|s.name.as_str()).collect();
    let t=std::time::Instant::now();
    let g=generate(&spec,&names).unwrap_or_else(|e|panic!("{e}"));
    eprintln!("{:?}",t.elapsed());
    for (n,f) in g.files(){ std::fs::write(format!("/tmp/curate/{n}"),f).unwrap(); }
}
