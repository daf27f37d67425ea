use iiko_codegen::*;
fn main(){
    let spec=spec::Spec::parse(&std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap()).unwrap_or_else(|e|panic!("{e}"));
    let names:Vec<&str>=spec.sections.iter().map(|s|s.name.as_str()).collect();
    let schemas=spec.reachable(&names); let ops:Vec<_>=spec.operations.iter().collect();
    let d=lower::Directions::of(&spec);
    let doc=lower::lower(&ops,&schemas,&d).unwrap();
    let f=raw::generate(&doc,&schemas).unwrap();
    println!("{}",prettyplease::unparse(&f));
}
