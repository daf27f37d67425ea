//! Who works in the restaurants.

use uuid::Uuid;

use super::id;

/// Somebody who works in a restaurant.
pub(crate) struct Employee {
    pub(crate) id: Uuid,
    pub(crate) organization: Uuid,
    pub(crate) first_name: &'static str,
    pub(crate) middle_name: &'static str,
    pub(crate) last_name: &'static str,
    pub(crate) code: String,
    pub(crate) phone: String,
    pub(crate) role: Role,
    /// Where a courier was seen last.
    pub(crate) position: (f64, f64),
}

/// What somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Courier,
    Waiter,
    Operator,
    Manager,
}

impl Role {
    pub(crate) fn id(self) -> Uuid {
        id("role", self.code())
    }

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Courier => "COURIER",
            Self::Waiter => "WAITER",
            Self::Operator => "OPERATOR",
            Self::Manager => "MANAGER",
        }
    }
}

impl Employee {
    /// Somebody like them in another restaurant.
    pub(super) fn hired_by(&self, organization: Uuid) -> Self {
        Self {
            id: id("employee", &format!("{organization} {}", self.name())),
            organization,
            code: self.code.clone(),
            phone: self.phone.clone(),
            ..*self
        }
    }

    /// The name by which colleagues know them.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.last_name, self.first_name)
    }
}

type Person = (&'static str, &'static str, &'static str, &'static str, Role);

/// Organization, last, first and middle name, and role.
const PEOPLE: &[Person] = &[
    ("pokrovka", "Иванов", "Пётр", "Сергеевич", Role::Courier),
    ("pokrovka", "Каримов", "Тимур", "Рашидович", Role::Courier),
    ("pokrovka", "Соколова", "Мария", "Андреевна", Role::Waiter),
    ("pokrovka", "Белова", "Ольга", "Игоревна", Role::Operator),
    ("pokrovka", "Орлов", "Николай", "Павлович", Role::Manager),
    ("malysheva", "Жуков", "Артём", "Олегович", Role::Courier),
    ("malysheva", "Лебедева", "Анна", "Викторовна", Role::Waiter),
    ("malysheva", "Фомина", "Вера", "Львовна", Role::Operator),
    ("malysheva", "Громов", "Илья", "Денисович", Role::Manager),
];

/// Everybody.
pub(super) fn all() -> Vec<Employee> {
    let employee = |(at, person): (usize, &Person)| {
        let (organization, last_name, first_name, middle_name, role) = *person;
        let (latitude, longitude) = if organization == "pokrovka" { (55.76, 37.65) } else { (56.83, 60.60) };
        let step = 0.004 * f64::from(u32::try_from(at).unwrap_or_default());
        Employee {
            id: id("employee", &format!("{last_name} {first_name}")),
            organization: id("organization", organization),
            first_name,
            middle_name,
            last_name,
            code: format!("{}", 101 + at),
            phone: format!("+7901000{:04}", 101 + at),
            role,
            position: (latitude + step, longitude - step),
        }
    };
    PEOPLE.iter().enumerate().map(employee).collect()
}
