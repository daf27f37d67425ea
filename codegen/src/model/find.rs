//! Finds parts of the model by what other parts call them.

use super::spec::{Field, Operation, Spec};
use crate::error::Error;

impl Spec {
    /// The field at the end of a path such as `order.id`, below an object.
    ///
    /// # Errors
    ///
    /// When there is no such field.
    pub fn path<'a>(&'a self, schema: Option<&'a str>, path: &str) -> Result<&'a Field, Error> {
        let mut schema = schema;
        let mut last = None;
        for name in path.split('.') {
            let fields = schema.and_then(|name| self.schemas.get(name)).map(|schema| schema.fields());
            let field = fields.unwrap_or_default().iter().find(|field| field.name == name);
            let field = field.ok_or_else(|| Error::new("", format!("there is no field `{path}`")))?;
            schema = field.ty.reference();
            last = Some(field);
        }
        last.ok_or_else(|| Error::new("", "the path is empty"))
    }

    /// The operation of that id.
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }
}
