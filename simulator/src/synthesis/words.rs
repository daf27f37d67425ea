//! Plausible words by the name of a field.

/// Words that fit a field: the longest key that ends the field's name serves.
const WORDS: &[(&str, &[&str])] = &[
    ("apilogin", &["demo"]),
    ("apikey", &["demo"]),
    ("clientsecret", &["demo-secret"]),
    ("doorphone", &["5", "48К"]),
    ("phoneextension", &["101", "204"]),
    ("countryphonecode", &["7"]),
    ("phone", &["+79161234567", "+79035550142", "+79261112233", "+79857770019"]),
    ("email", &["anna@example.com", "ivan@example.com", "olga@example.com"]),
    ("receiver", &["anna@example.com"]),
    ("middlename", &["Сергеевна", "Петрович", "Александровна", "Игоревич"]),
    ("surname", &["Смирнова", "Кузнецов", "Попова", "Соколов"]),
    ("lastname", &["Смирнова", "Кузнецов", "Попова", "Соколов"]),
    ("firstname", &["Анна", "Иван", "Ольга", "Дмитрий"]),
    ("displayname", &["Анна Смирнова", "Иван Кузнецов", "Ольга Попова"]),
    ("fullname", &["Смирнова Анна Сергеевна", "Кузнецов Иван Петрович"]),
    ("loyaltyuser", &["Анна Смирнова"]),
    ("track", &["7700000042", "7700000117"]),
    ("cardnumber", &["7700000042", "7700000117"]),
    ("credential", &["+79161234567"]),
    ("restaurantaddress", &["Москва, ул. Покровка, 17"]),
    ("address", &["Москва, ул. Покровка, 17", "Москва, ул. Мясницкая, 24"]),
    ("line1", &["Москва, ул. Покровка, 17, кв. 5"]),
    ("city", &["Москва", "Екатеринбург"]),
    ("street", &["Покровка", "Мясницкая"]),
    ("country", &["Россия"]),
    ("postcode", &["101000"]),
    ("index", &["101000"]),
    ("house", &["17", "24", "3к1"]),
    ("building", &["1", "2"]),
    ("flat", &["5", "48"]),
    ("entrance", &["1", "2"]),
    ("floor", &["3", "7"]),
    ("deliveryzone", &["Центр"]),
    ("zone", &["Центр"]),
    ("trackinglink", &["https://example.com/track/17"]),
    ("url", &["https://example.com/picture.jpg"]),
    ("uri", &["http://127.0.0.1:9/webhook"]),
    ("comment", &["Позвонить за десять минут", "Без лука, пожалуйста", "Оставить у двери"]),
    ("problem", &["Курьер задерживается"]),
    ("note", &["Постоянный гость", "Просит счёт отдельно"]),
    ("userdata", &["{}"]),
    ("customdata", &["{}"]),
    ("settlementplace", &["Сайт ресторана"]),
    ("eventtype", &["День рождения", "Встреча"]),
    ("key", &["basket", "campaign", "table"]),
    ("value", &["17", "spring", "A-42"]),
    ("field", &["name", "code", "id"]),
    ("fields", &["DishName", "OpenDate.Typed", "Department"]),
    ("description", &["Готовим каждый день из свежих продуктов", "По домашнему рецепту"]),
    ("sourcekey", &["site", "app"]),
    ("ordersource", &["site"]),
    ("sourcekeys", &["site", "app"]),
    ("externalnumber", &["A-17", "A-42"]),
    ("documentnumber", &["0017", "0042"]),
    ("number", &["17", "42", "108"]),
    ("num", &["17", "42"]),
    ("tabname", &["Стол у окна"]),
    ("measureunittype", &["GRAM"]),
    ("measureunit", &["порц", "шт", "кг"]),
    ("amountunitname", &["шт", "кг"]),
    ("currencyisoname", &["RUB"]),
    ("currencycode", &["RUB"]),
    ("culturename", &["ru-RU"]),
    ("language", &["ru"]),
    ("timezone", &["Europe/Moscow"]),
    ("version", &["9.4.6"]),
    ("dayofweek", &["Monday", "Friday"]),
    ("coupon", &["ВЕСНА10", "SPRING"]),
    ("series", &["ВЕСНА"]),
    ("seriesname", &["Весенняя"]),
    ("programname", &["Бонусная программа"]),
    ("jurpersonname", &["ООО «Самовар»"]),
    ("counteragent", &["ООО «Поставщик»"]),
    ("company", &["ООО «Самовар»"]),
    ("inn", &["7701000017"]),
    ("taxpayeridnumber", &["7701000017"]),
    ("sku", &["00017", "00042"]),
    ("article", &["00017", "00042"]),
    ("barcode", &["4600000000017"]),
    ("eancode", &["4600000000017"]),
    ("gtin", &["04600000000017"]),
    ("hash", &["9b74c9897bac770ffc029102a200c5de"]),
    ("checksum", &["1700000000"]),
    ("code", &["00001", "00017", "00042"]),
    ("reason", &["Гость передумал"]),
    ("caption", &["Скидка за самовывоз"]),
    ("suggestiontext", &["Добавьте десерт – скидка 10 %"]),
    ("subject", &["Ваш заказ"]),
    ("message", &["Заказ принят"]),
    ("text", &["Заказ принят, спасибо!"]),
    ("body", &["Заказ принят, спасибо!"]),
    ("token", &["simulated-token"]),
];

const PEOPLE: &[&str] = &["Анна", "Иван", "Ольга", "Дмитрий", "Мария", "Алексей"];
const STAFF: &[&str] = &["Смирнова Анна", "Кузнецов Иван", "Попова Ольга", "Соколов Дмитрий"];
const DISHES: &[&str] = &[
    "Борщ с говядиной",
    "Пельмени сибирские",
    "Оливье с индейкой",
    "Медовик",
    "Капучино",
    "Морс клюквенный",
];
const STORES: &[&str] = &["Основной склад", "Бар", "Кухня"];
const OTHERS: &[&str] = &["Основной", "Вечерний", "Праздничный", "Летний", "Семейный"];

/// Names by what the object's schema is called; the first entry that its name contains serves.
const NAMES: &[(&str, &[&str])] = &[
    ("customercategory", &["Постоянные гости", "Сотрудники"]),
    ("guestcategory", &["Постоянные гости", "Сотрудники"]),
    ("role", &["Официант", "Повар", "Курьер", "Управляющий"]),
    ("position", &["Официант", "Повар", "Курьер", "Управляющий"]),
    ("customer", PEOPLE),
    ("guest", PEOPLE),
    ("employee", STAFF),
    ("courier", STAFF),
    ("driver", STAFF),
    ("user", STAFF),
    ("section", &["Основной зал", "Веранда"]),
    ("table", &["Стол 1", "Стол 2", "Стол 7"]),
    ("store", STORES),
    ("wallet", &["Бонусный счёт"]),
    ("program", &["Бонусная программа"]),
    ("marketing", &["Сайт", "Приложение", "Листовка"]),
    ("account", &["Торговая выручка", "Себестоимость", "Касса"]),
    ("counter", &["ООО «Поставщик»", "ООО «Молоко»"]),
    ("size", &["25 см", "30 см", "35 см"]),
    ("unit", &["шт", "кг", "порц"]),
    ("allergen", &["Глютен", "Молоко", "Орехи"]),
    ("combo", &["Бизнес-ланч", "Вечер с пиццей"]),
    ("menu", DISHES),
    ("product", DISHES),
    ("item", DISHES),
    ("dish", DISHES),
    ("nomenclature", DISHES),
];

/// Words that fit a field of that name; for a `name`, by the schema that has it.
pub(super) fn for_field(name: &str, owner: &str) -> &'static [&'static str] {
    let name = name.to_lowercase();
    let found = WORDS.iter().filter(|(key, _)| name.ends_with(key)).max_by_key(|(key, _)| key.len());
    match found {
        Some((_, words)) => words,
        None => {
            let owner = owner.to_lowercase();
            let of = |text: &str| NAMES.iter().find(|(key, _)| text.contains(key)).map(|(_, words)| *words);
            // `waiterName` is about a waiter wherever it stands.
            let stem = name.strip_suffix("name").unwrap_or_default();
            of(stem).or_else(|| of(&owner)).unwrap_or(OTHERS)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_serves() {
        assert_eq!(for_field("doorphone", ""), ["5", "48К"]);
        assert_eq!(for_field("sourceKey", ""), ["site", "app"]);
        assert_eq!(for_field("name", "NewRegularCustomer"), PEOPLE);
        assert_eq!(for_field("courierName", "Order"), STAFF);
        assert_eq!(for_field("name", ""), OTHERS);
    }
}
