//! Who works in the restaurants: couriers, where they are, and personal shifts.

use serde_json::{Value, json};
use uuid::Uuid;

use super::call::{Answer, Call, per_organization};
use crate::refusal::Refusal;
use crate::restaurant::{Fault, Shift, rules};
use crate::state::Core;
use crate::world::Employee;
use crate::{clock, fields};

type Outcome = Result<Answer, Refusal>;

fn courier(employee: &Employee) -> Value {
    json!({
        "id": employee.id,
        "firstName": employee.first_name,
        "middleName": employee.middle_name,
        "lastName": employee.last_name,
        "displayName": employee.name(),
        "code": employee.code,
        "isDeleted": false,
    })
}

/// Couriers by organization.
pub(super) fn couriers(core: &Core, call: &Call<'_>) -> Outcome {
    let told = per_organization(&call.organizations(core)?, "items", |organization| {
        core.world.couriers(organization.id).map(courier).collect()
    });
    call.answer(json!({ "employees": told }))
}

/// Couriers by organization, with whether they have roles.
pub(super) fn by_role(core: &Core, call: &Call<'_>) -> Outcome {
    let roles = fields::texts(call.body, "rolesToCheck");
    let told = per_organization(&call.organizations(core)?, "items", |organization| {
        let couriers = core.world.couriers(organization.id).map(|employee| {
            let mut told = courier(employee);
            let checked = roles.iter().map(|role| {
                json!({ "checkedRoleCode": role, "employeeHasRole": role.eq_ignore_ascii_case(employee.role.code()) })
            });
            told["checkRolesResult"] = checked.collect();
            told
        });
        couriers.collect()
    });
    call.answer(json!({ "employeesWithCheckRoles": told }))
}

/// Where couriers were in the last seconds: where they were seen last, since they are not followed.
pub(super) fn locations(core: &Core, call: &Call<'_>) -> Outcome {
    let now = core.clock.now().timestamp();
    let told = per_organization(&call.organizations(core)?, "items", |organization| {
        let couriers = core.world.couriers(organization.id).map(|employee| {
            let (latitude, longitude) = employee.position;
            let point = json!({ "latitude": latitude, "longitude": longitude, "serverTimestamp": now });
            json!({ "courierId": employee.id, "locations": [point] })
        });
        couriers.collect()
    });
    call.answer(json!({ "courierLocations": told }))
}

/// Where the couriers are who are at work.
pub(super) fn active(core: &Core, call: &Call<'_>) -> Outcome {
    let told = per_organization(&call.organizations(core)?, "items", |organization| {
        let groups: Vec<Uuid> = organization.groups.iter().map(|group| group.id).collect();
        at_work(core, organization.id, &groups)
    });
    call.answer(json!({ "activeCourierLocations": told }))
}

/// Where the couriers are who are at work at a terminal group.
pub(super) fn active_by_terminal(core: &Core, call: &Call<'_>) -> Outcome {
    let organization = call.organization(core)?;
    let group = call.terminal_group(organization)?.id;
    let told =
        per_organization(&[organization], "items", |organization| at_work(core, organization.id, &[group]));
    call.answer(json!({ "activeCourierLocations": told }))
}

fn at_work(core: &Core, organization: Uuid, groups: &[Uuid]) -> Value {
    let state = core.state();
    let shifts = &state.store.books.shifts;
    let offset = core.world.organization(organization).map_or(0, |organization| organization.utc_offset);
    let seen = clock::text(clock::at(core.clock.now(), offset));
    let active = core.world.couriers(organization).filter(|courier| {
        let mut own = shifts.of(courier.id);
        own.any(|group| groups.contains(&group))
    });
    let told = active.map(|courier| {
        json!({
            "courierId": courier.id,
            "lastActiveLatitude": courier.position.0,
            "lastActiveLongitude": courier.position.1,
            "lastActiveClientDate": seen,
        })
    });
    told.collect()
}

/// An employee.
pub(super) fn info(core: &Core, call: &Call<'_>) -> Outcome {
    let employee = employee(core, call, fields::id(call.body, "id"))?;
    call.answer(json!({ "employeeInfo": {
        "id": employee.id,
        "firstName": employee.first_name,
        "middleName": employee.middle_name,
        "lastName": employee.last_name,
        "displayName": employee.name(),
        "email": null,
        "phone": employee.phone,
        "cellPhone": employee.phone,
    } }))
}

fn employee<'c>(core: &'c Core, call: &Call<'_>, id: Uuid) -> Result<&'c Employee, Refusal> {
    let organization = call.organization(core)?.id;
    core.world.employee(organization, id).ok_or_else(|| {
        let told = format!("the organization {organization} has no employee {id}; `couriers` lists some");
        Refusal::bad_request("EMPLOYEE_UNKNOWN", told)
    })
}

/// Opens a personal shift.
pub(super) fn clock_in(core: &Core, call: &Call<'_>) -> Outcome {
    let role = fields::uuid(call.body, "roleId");
    shift(
        core,
        call,
        |shifts, employee, group| {
            if shifts.begin(employee, group, role) { Ok(role) } else { Err("the shift is open already") }
        },
        true,
    )
}

/// Closes a personal shift.
pub(super) fn clock_out(core: &Core, call: &Call<'_>) -> Outcome {
    shift(core, call, |shifts, employee, group| shifts.end(employee, group).ok_or("no shift is open"), false)
}

fn shift(
    core: &Core,
    call: &Call<'_>,
    change: impl FnOnce(&mut crate::restaurant::Shifts, Uuid, Uuid) -> Result<Option<Uuid>, &'static str>,
    opened: bool,
) -> Outcome {
    let organization = call.organization(core)?;
    let group = call.terminal_group(organization)?.id;
    let wanted = fields::id(call.body, "employeeId");
    let known: Result<(), Fault> = match core.world.employee(organization.id, wanted) {
        Some(_) => Ok(()),
        None => Err(rules::EMPLOYEE.fault(format!("the organization has no employee {wanted}"))),
    };
    let mut state = core.state();
    let store = &mut state.store;
    let changed = known.and_then(|()| {
        change(&mut store.books.shifts, wanted, group).map_err(|told| rules::SHIFT.fault(told))
    });
    let result = changed.map(|role| {
        let role =
            role.or_else(|| core.world.employee(organization.id, wanted).map(|employee| employee.role.id()));
        store.tell_shift(call.command(), organization.id, Shift { employee: wanted, role, group, opened });
    });
    let error = result.as_ref().err().map(|fault| fault.message.clone());
    store.settled_command(call.command(), organization.id, result);
    call.answer(json!({ "error": error }))
}

/// Whether a personal shift is open.
pub(super) fn is_open(core: &Core, call: &Call<'_>) -> Outcome {
    let group = call.terminal_group(call.organization(core)?)?.id;
    let employee = employee(core, call, fields::id(call.body, "employeeId"))?.id;
    let open = core.state().store.books.shifts.open(employee, group);
    call.answer(json!({ "isSessionOpened": open, "error": null }))
}

/// Where an employee has open shifts.
pub(super) fn by_courier(core: &Core, call: &Call<'_>) -> Outcome {
    let employee = fields::id(call.body, "employeeId");
    let groups: Vec<Uuid> = core.state().store.books.shifts.of(employee).collect();
    Ok(Answer::Json(json!({ "terminalGroupIds": groups })))
}
