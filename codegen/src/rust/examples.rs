//! An example of each operation's call, for its documentation: what is required, with believable values. Ids and times are
//! parameters of a hidden function, so that none clutters the example.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::{
    Field, Kind, Operation, Spec, Type, Union, constructor_arguments, is_required, names, positional,
};

/// The example as documentation; `method` is the call's, as it is written after `client.`.
pub fn example(operation: &Operation, method: &str, spec: &Spec) -> String {
    let mut example = Example { spec, parameters: BTreeMap::new(), types: Vec::new() };
    let arguments = example.arguments(operation);
    let call = format!("client.{method}({arguments}).await?;");
    let statement = if operation.response.is_some() { format!("let answer = {call}") } else { call };
    example.wrapped(operation, &formatted(&statement))
}

struct Example<'a> {
    spec: &'a Spec,
    /// Names and types of what the hidden function takes.
    parameters: BTreeMap<String, String>,
    /// Types that the example names.
    types: Vec<String>,
}

impl Example<'_> {
    fn arguments(&mut self, operation: &Operation) -> String {
        let Some(request) = &operation.request else { return String::new() };
        let whole = operation.whole_request || !self.is_object(request);
        if whole {
            return self.schema(request, "request");
        }
        let fields = positional(self.spec, operation);
        fields.into_iter().map(|field| self.field(field)).collect::<Vec<_>>().join(", ")
    }

    fn wrapped(&self, operation: &Operation, statement: &str) -> String {
        let mut types = self.types.clone();
        types.sort();
        types.dedup();
        let imported = match types.as_slice() {
            [] => String::new(),
            [only] => format!("use iiko_transport::types::{only};\n\n"),
            all => format!("use iiko_transport::types::{{{}}};\n\n", all.join(", ")),
        };
        let parameters: String = self.parameters.iter().map(|(name, ty)| format!(", {name}: {ty}")).collect();
        let deprecated = if operation.deprecated { "# #[allow(deprecated)]\n" } else { "" };
        let unused = if operation.response.is_some() { "# let _ = answer;\n" } else { "" };
        format!(
            "\n\n```no_run\n{deprecated}# async fn example(client: iiko_transport::Client{parameters}) -> Result<(), \
             iiko_transport::Error> {{\n{imported}{statement}{unused}# Ok(())\n# }}\n```"
        )
    }

    fn is_object(&self, schema: &str) -> bool {
        self.spec.schemas.get(schema).is_some_and(|schema| matches!(schema.kind, Kind::Object(_)))
    }

    fn field(&mut self, field: &Field) -> String {
        let name = names::field(&field.name);
        match &field.ty {
            Type::Array(item, _) => {
                let item = self.value(item, singular(&name), field);
                format!("[{item}]")
            }
            ty => self.value(ty, &name, field),
        }
    }

    fn value(&mut self, ty: &Type, name: &str, field: &Field) -> String {
        let told = field.example.as_ref();
        match ty {
            Type::Ref(schema) => self.schema(schema, name),
            Type::String | Type::Secret => {
                format!("{:?}", told.and_then(Value::as_str).unwrap_or("text"))
            }
            Type::Boolean => told.unwrap_or(&Value::Bool(true)).to_string(),
            Type::Int32 | Type::Int64 | Type::Decimal => told.map_or("1".to_owned(), Value::to_string),
            Type::Double => {
                told.and_then(Value::as_f64).map_or("1.5".to_owned(), |number| format!("{number:?}"))
            }
            Type::DateTime => self.parameter(name, "iiko_transport::chrono::NaiveDateTime"),
            Type::IsoDateTime => {
                self.parameter(name, "iiko_transport::chrono::DateTime<iiko_transport::chrono::FixedOffset>")
            }
            Type::Date => self.parameter(name, "iiko_transport::chrono::NaiveDate"),
            Type::Any => self.parameter(name, "iiko_transport::serde_json::Value"),
            Type::Array(item, _) => format!("[{}]", self.value(item, singular(name), field)),
            Type::Map(item) => format!("[(\"key\".to_owned(), {})]", self.value(item, name, field)),
        }
    }

    fn parameter(&mut self, name: &str, ty: &str) -> String {
        self.parameters.insert(name.to_owned(), ty.to_owned());
        name.to_owned()
    }

    fn schema(&mut self, schema: &str, name: &str) -> String {
        let Some(known) = self.spec.schemas.get(schema) else { return schema.to_owned() };
        match &known.kind {
            Kind::Id(_) => self.parameter(name, &format!("iiko_transport::types::{schema}")),
            Kind::StringEnum(values) => self.variant(schema, values.first().map(|value| &value.variant)),
            Kind::IntegerEnum(values) => self.variant(schema, values.first().map(|value| &value.variant)),
            Kind::Code(code) => {
                self.types.push(schema.to_owned());
                format!("{schema}::new({})", code.listed.first().unwrap_or(&0))
            }
            Kind::Union(union) => self.union(schema, union),
            Kind::Object(fields) => {
                self.types.push(schema.to_owned());
                let setters = self.setters(fields.iter().filter(|field| is_required(field)));
                format!("{schema}::builder(){setters}")
            }
        }
    }

    fn variant(&mut self, schema: &str, variant: Option<&String>) -> String {
        self.types.push(schema.to_owned());
        format!("{schema}::{}", variant.map_or("Unknown", String::as_str))
    }

    fn union(&mut self, schema: &str, union: &Union) -> String {
        let Some(variant) = union.variants.first() else { return schema.to_owned() };
        if variant.keeps_tag {
            return self.schema(&variant.schema, "variant");
        }
        let spec = self.spec;
        let fields = spec.schemas.get(&variant.schema).map(|schema| schema.fields()).unwrap_or_default();
        let (by_position, by_name) = constructor_arguments(fields, spec);
        self.types.push(schema.to_owned());
        let arguments: Vec<String> = by_position.into_iter().map(|field| self.field(field)).collect();
        // A price belongs to every dish, though the menu may give it.
        let by_name = by_name
            .into_iter()
            .chain(fields.iter().filter(|field| !is_required(field) && field.example.is_some()));
        let setters = self.setters(by_name);
        format!("{schema}::{}({}){setters}", names::field(&variant.name), arguments.join(", "))
    }

    fn setters<'f>(&mut self, fields: impl Iterator<Item = &'f Field>) -> String {
        fields.map(|field| format!(".{}({})", names::field(&field.name), self.field(field))).collect()
    }
}

/// `organization_ids` holds an `organization_id`.
fn singular(name: &str) -> &str {
    name.strip_suffix('s').unwrap_or(name)
}

/// The statement as rustfmt would have it, with line breaks where it is long.
fn formatted(statement: &str) -> String {
    let Ok(file) = syn::parse_file(&format!("async fn example() {{ {statement} }}")) else {
        return format!("{statement}\n");
    };
    let text = prettyplease::unparse(&file);
    let lines: Vec<&str> = text.lines().collect();
    let inner = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
    inner.iter().map(|line| format!("{}\n", line.strip_prefix("    ").unwrap_or(line))).collect()
}
