//! Regions of the service.

/// Where the organization's iikoCloud lives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Region {
    /// Russia and its neighbours.
    #[default]
    Russia,
    /// Europe.
    Europe,
}

impl Region {
    /// Address of the region's servers.
    pub fn base_url(self) -> &'static str {
        super::operations::server(self)
    }
}
