//! What is on the menu, as plain tables.

/// A group of the menu, or of modifiers: key and name.
pub(super) const GROUPS: &[(&str, &str)] = &[
    ("soups", "Супы"),
    ("salads", "Салаты и закуски"),
    ("mains", "Горячее"),
    ("pizza", "Пицца"),
    ("desserts", "Десерты"),
    ("drinks", "Напитки"),
];

/// Product categories: key and name.
pub(super) const CATEGORIES: &[(&str, &str)] = &[("kitchen", "Кухня"), ("bar", "Бар"), ("extras", "Добавки")];

/// Sizes: key and name.
pub(super) const SIZES: &[(&str, &str)] = &[
    ("pizza-25", "25 см"),
    ("pizza-30", "30 см"),
    ("pizza-35", "35 см"),
    ("cup-200", "200 мл"),
    ("cup-400", "400 мл"),
];

/// A group of modifiers with its limits.
pub(super) struct Extras {
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    pub(super) least: i64,
    pub(super) most: i64,
    /// How many of one item at most.
    pub(super) each: i64,
    /// Whether the first is taken where something must be chosen and nothing was.
    pub(super) has_default: bool,
    /// Key, name and price in kopecks.
    pub(super) items: &'static [(&'static str, &'static str, i64)],
}

/// All groups of modifiers.
pub(super) const EXTRAS: &[Extras] = &[
    Extras {
        key: "doneness",
        name: "Прожарка",
        least: 1,
        most: 1,
        each: 1,
        has_default: true,
        items: &[("medium", "Средняя", 0), ("rare", "Слабая", 0), ("well-done", "Полная", 0)],
    },
    Extras {
        key: "sauces",
        name: "Соусы",
        least: 0,
        most: 3,
        each: 2,
        has_default: false,
        items: &[("sour-cream", "Сметана", 4000), ("mustard", "Горчица", 3000), ("adjika", "Аджика", 4550)],
    },
    Extras {
        key: "toppings",
        name: "Добавки к пицце",
        least: 0,
        most: 5,
        each: 2,
        has_default: false,
        items: &[
            ("cheese", "Моцарелла", 9000),
            ("mushrooms", "Грибы", 7000),
            ("bacon", "Бекон", 11000),
            ("olives", "Маслины", 5990),
        ],
    },
    Extras {
        key: "milk",
        name: "Молоко",
        least: 1,
        most: 1,
        each: 1,
        has_default: false,
        items: &[("cow-milk", "Коровье", 0), ("oat-milk", "Овсяное", 6000)],
    },
];

/// A dish or drink.
pub(super) struct Dish {
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) group: &'static str,
    pub(super) category: &'static str,
    /// Size key (empty without sizes) and price in kopecks.
    pub(super) prices: &'static [(&'static str, i64)],
    /// Keys of the groups of modifiers.
    pub(super) extras: &'static [&'static str],
    /// Weight of a portion in grams.
    pub(super) grams: i64,
    /// Fats, proteins, carbohydrates and energy in 100 g, in tenths.
    pub(super) nutrition: [i64; 4],
    /// Whether it is assembled of halves.
    pub(super) halves: bool,
}

const fn dish(
    [key, name, description]: [&'static str; 3],
    group: &'static str,
    prices: &'static [(&'static str, i64)],
    extras: &'static [&'static str],
    grams: i64,
    nutrition: [i64; 4],
) -> Dish {
    Dish {
        key,
        name,
        description,
        group,
        category: "kitchen",
        prices,
        extras,
        grams,
        nutrition,
        halves: false,
    }
}

const fn drink(
    texts: [&'static str; 3],
    prices: &'static [(&'static str, i64)],
    extras: &'static [&'static str],
    grams: i64,
) -> Dish {
    let mut drink = dish(texts, "drinks", prices, extras, grams, [2, 3, 81, 340]);
    drink.category = "bar";
    drink
}

const fn halves(mut dish: Dish) -> Dish {
    dish.halves = true;
    dish
}

/// The dishes in the menu's order.
#[rustfmt::skip]
pub(super) const DISHES: &[Dish] = &[
    dish(["borscht", "Борщ с говядиной", "На свёкле, с чесночной пампушкой"], "soups", &[("", 39000)], &["sauces"], 350, [31, 42, 58, 690]),
    dish(["solyanka", "Солянка мясная", "Четыре вида мяса, лимон, маслины"], "soups", &[("", 42000)], &["sauces"], 350, [52, 56, 28, 810]),
    dish(["ukha", "Уха из судака", "Прозрачная, с укропом"], "soups", &[("", 44000)], &[], 330, [14, 63, 37, 530]),
    dish(["olivier", "Оливье с индейкой", "С домашним майонезом"], "salads", &[("", 36000)], &[], 220, [112, 65, 71, 1560]),
    dish(["vinaigrette", "Винегрет", "С квашеной капустой и маслом холодного отжима"], "salads", &[("", 29000)], &[], 200, [61, 16, 82, 940]),
    dish(["herring", "Сельдь с картофелем", "Слабосолёная, с красным луком"], "salads", &[("", 34500)], &[], 240, [83, 91, 94, 1480]),
    dish(["pelmeni", "Пельмени сибирские", "Говядина и свинина, лепим сами"], "mains", &[("", 45000)], &["sauces"], 280, [124, 103, 251, 2530]),
    dish(["stroganoff", "Бефстроганов", "С пюре и солёным огурцом"], "mains", &[("", 62000)], &["sauces"], 320, [101, 112, 93, 1740]),
    dish(["steak", "Стейк из говядины", "Мраморная говядина, 200 г"], "mains", &[("", 129000)], &["doneness", "sauces"], 200, [176, 254, 0, 2620]),
    dish(["kyiv", "Котлета по-киевски", "Со сливочным маслом и зеленью"], "mains", &[("", 52990)], &["sauces"], 260, [153, 151, 122, 2480]),
    halves(dish(["margherita", "Пицца «Маргарита»", "Томаты, моцарелла, базилик"], "pizza", &[("pizza-25", 49000), ("pizza-30", 59000), ("pizza-35", 72000)], &["toppings"], 450, [84, 96, 283, 2290])),
    halves(dish(["hunter", "Пицца «Охотничья»", "Оленина, грибы, можжевельник"], "pizza", &[("pizza-25", 62000), ("pizza-30", 75000), ("pizza-35", 89000)], &["toppings"], 520, [102, 113, 264, 2450])),
    dish(["four-cheese", "Пицца «Четыре сыра»", "Моцарелла, дорблю, пармезан, сулугуни"], "pizza", &[("pizza-25", 58000), ("pizza-30", 69000), ("pizza-35", 82000)], &["toppings"], 480, [131, 124, 271, 2780]),
    dish(["syrniki", "Сырники со сметаной", "Из фермерского творога"], "desserts", &[("", 32000)], &[], 200, [92, 131, 214, 2210]),
    dish(["honey-cake", "Медовик", "Двенадцать коржей"], "desserts", &[("", 31000)], &[], 140, [163, 51, 432, 3390]),
    dish(["cheesecake", "Чизкейк", "С клюквой"], "desserts", &[("", 35500)], &[], 150, [221, 62, 282, 3340]),
    drink(["mors", "Морс клюквенный", "Варим каждый день"], &[("", 19000)], &[], 300),
    drink(["kvass", "Квас хлебный", "Живого брожения"], &[("", 18000)], &[], 400),
    drink(["cappuccino", "Капучино", "На зёрнах свежей обжарки"], &[("cup-200", 21000), ("cup-400", 28000)], &["milk"], 200),
    drink(["tea", "Чай чёрный", "Чайник на двоих"], &[("", 25000)], &[], 600),
];
