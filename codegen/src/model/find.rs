//! Finds parts of the model by what other parts call them.

use super::beyond::Entity;
use super::spec::{Field, Operation, Spec};
use crate::error::Error;

impl Spec {
    /// The fields along a path such as `order.id`, below an object.
    ///
    /// # Errors
    ///
    /// When one of them is not there.
    pub fn along<'a>(&'a self, schema: Option<&'a str>, path: &str) -> Result<Vec<&'a Field>, Error> {
        let mut schema = schema;
        let mut way = Vec::new();
        for name in path.split('.') {
            let fields = schema.and_then(|name| self.schemas.get(name)).map(|schema| schema.fields());
            let field = fields.unwrap_or_default().iter().find(|field| field.name == name);
            let field = field.ok_or_else(|| Error::new("", format!("there is no field `{path}`")))?;
            schema = field.ty.reference();
            way.push(field);
        }
        Ok(way)
    }

    /// The field at the end of such a path.
    ///
    /// # Errors
    ///
    /// Those of [`along`](Self::along).
    pub fn path<'a>(&'a self, schema: Option<&'a str>, path: &str) -> Result<&'a Field, Error> {
        self.along(schema, path)?.pop().ok_or_else(|| Error::new("", "the path is empty"))
    }

    /// The operation of that id.
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    /// What an operation's lookup finds, and the schema of it.
    pub fn found<'a>(&'a self, operation: &'a Operation) -> Option<(&'a Entity, &'a str)> {
        let entity = operation.beyond.lookup.as_ref()?.entity.as_ref()?;
        let found = self.path(operation.response.as_deref(), &entity.found).ok()?;
        Some((entity, found.ty.reference()?))
    }
}
