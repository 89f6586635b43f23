# What the assistant says, in Russian.

## Facets as labels of a card
facet-fee = Стоимость
facet-time = Срок
facet-documents = Нужные документы
facet-how = Порядок
facet-where = Куда обращаться
facet-who = Для кого
facet-validity = Срок действия
facet-contact = Телефон для справок
facet-legal = Правовое основание
facet-status = Состояние заявления
label-result = Результат
label-agency = Ответственный орган
label-note = Важно

## Facets as sentences
say-fee = Стоимость: { $value }.
say-time = Срок: { $value }.
say-documents = Нужные документы: { $value }.
say-how = Порядок: { $value }
say-where = Куда обращаться: { $value }.
say-who = Для кого: { $value }.
say-validity = Срок действия: { $value }.
say-contact = Если есть вопросы, звоните: { $value }.
say-legal = Правовое основание: { $value }.
say-status = Состояние заявления видно в личном кабинете на портале my.gov.uz.
say-missing = В наших сведениях об этой услуге не указано: { $facet }.
say-missing-call = Уточните по телефону: { $phone }.

## Values
fee-free = бесплатно
fee-calculated = рассчитывается по тарифу или через калькулятор оплаты
fee-uzs = { $sum } сумов
fee-usd = { $sum } долларов США
fee-percent = { $percent } %
fee-percent-of = от { $of }
fee-bhm = { $share } БРВ
fee-bhm-today = { $share } БРВ, сегодня это { $sum } сумов
time-automatic = сразу, автоматически
time-minutes = { $count ->
    [one] { $count } минута
    [few] { $count } минуты
   *[many] { $count } минут
}
time-hours = { $count ->
    [one] { $count } час
    [few] { $count } часа
   *[many] { $count } часов
}
time-working_hours = { $count ->
    [one] { $count } рабочий час
    [few] { $count } рабочих часа
   *[many] { $count } рабочих часов
}
time-days = { $count ->
    [one] { $count } день
    [few] { $count } дня
   *[many] { $count } дней
}
time-working_days = { $count ->
    [one] { $count } рабочий день
    [few] { $count } рабочих дня
   *[many] { $count } рабочих дней
}
time-weeks = { $count ->
    [one] { $count } неделя
    [few] { $count } недели
   *[many] { $count } недель
}
time-months = { $count ->
    [one] { $count } месяц
    [few] { $count } месяца
   *[many] { $count } месяцев
}
time-years = { $count ->
    [one] { $count } год
    [few] { $count } года
   *[many] { $count } лет
}
via-portal = через портал
via-service_centre = в центре госуслуг
via-agency = в самом органе
documents-none = загружать или приносить документы не нужно
channel-portal = портал my.gov.uz
channel-service_centre = Центр государственных услуг
channel-site = сайт { $host }
channel-app = приложение { $name }
audience-individual = физические лица
audience-entrepreneur = индивидуальные предприниматели
audience-legal_entity = юридические лица
audience-foreigner = иностранные граждане
phone-extension = { $phone }, добавочный { $extension }
date = { $day } { $month } { $year } года
date-of = от { $day } { $month } { $year } года
month-1 = января
month-2 = февраля
month-3 = марта
month-4 = апреля
month-5 = мая
month-6 = июня
month-7 = июля
month-8 = августа
month-9 = сентября
month-10 = октября
month-11 = ноября
month-12 = декабря
act-cabinet-resolution = Постановление Кабинета Министров { $number } { $of }
act-presidential-decree = Указ Президента Республики Узбекистан { $number } { $of }
act-presidential-resolution = Постановление Президента Республики Узбекистан { $number } { $of }
act-law = Закон Республики Узбекистан { $number } { $of }
act-ministry-order = Приказ министерства { $number } { $of }
act-regulation = Положение { $number } { $of }
act-code = Кодекс Республики Узбекистан
act-agency-resolution = Постановление ведомства { $number } { $of }
act-number = № { $number }
act-articles = статьи { $articles }

## Sources and notices
source = Источник
source-service = { $host } · услуга { $number }
checked = проверено { $date }
notice-stale = Сведения об этой услуге не проверялись с { $date }. Уточните перед визитом.
notice-low = Эти сведения взяты из одного не самого надёжного источника. Уточните перед визитом.
notice-conflict = Источники расходятся: { $text }
notice-conflict-call = Источники расходятся: { $text } Уточните по телефону { $phone }.

## Outcomes
greeting = Здравствуйте! Я помощник по государственным услугам. Напишите своими словами, какая услуга нужна: подскажу стоимость, срок, документы и куда обращаться.
thanks = Пожалуйста. Если появятся вопросы, пишите.
farewell = До свидания, всего доброго.
who-are-you = Я автоматический помощник по государственным услугам, а не человек. Отвечаю по проверенным сведениям и показываю источник.
how-are-you = Спасибо, всё хорошо. С какой государственной услугой вам помочь?
abilities = Подскажу, сколько стоит государственная услуга, сколько ждать, какие нужны документы и куда обращаться. Например: «Сколько стоит ID-карта?»
distress = Вижу, что вам сейчас тяжело. Важно поговорить с человеком, а не с программой: расскажите кому-нибудь из близких.
distress-call = Если вашей жизни угрожает опасность, звоните прямо сейчас: { $phone }.
clarify = Что именно вам нужно?
clarify-which = О какой услуге вы спрашиваете? Напишите её название или выберите.
no-answer = У меня нет проверенных сведений по этому вопросу, поэтому гадать не буду.
no-answer-call = Позвоните на горячую линию: { $phone } ({ $whose }).
out-of-scope = Я отвечаю только о государственных услугах Узбекистана: документы, стоимость, сроки. Спросите об этом.
refuse-privacy = Я не могу показывать или проверять сведения о других людях. Вы можете спросить об услуге для себя.
refuse-instructions = Я отвечаю только на вопросы о государственных услугах и не меняю порядок своей работы.
refuse-politics = Политических советов я не даю. Спросите о государственных услугах.
refuse-unlawful = С этим не помогу: это противозаконно. Спросите, как получить услугу законным путём.
refuse-insult = Я хочу вам помочь. Напишите вопрос о государственной услуге.
error-empty = Вопрос пустой. Напишите, что вам нужно.
error-long = Вопрос слишком длинный: не больше { $limit } знаков. Напишите короче.
error-unreadable = Сообщение не удалось прочитать. Напишите вопрос обычным текстом.
error-internal = Произошла внутренняя ошибка. Попробуйте ещё раз чуть позже.

## Next questions
next-fee = Сколько это стоит?
next-time = Сколько дней ждать?
next-documents = Какие нужны документы?
next-how = Какой порядок?
next-where = Куда обращаться?
next-who = Кто может получить?
next-validity = Сколько это действует?
next-contact = Куда позвонить?
next-legal = На каком основании?
opening-1 = Сколько стоит загранпаспорт?
opening-2 = Что нужно для замены водительских прав?
opening-3 = Как поставить ребёнка в очередь в детский сад?
opening-4 = За сколько дней делают справку о несудимости?
opening-5 = Как зарегистрироваться самозанятым?
opening-6 = Сколько стоит постоянная прописка?
