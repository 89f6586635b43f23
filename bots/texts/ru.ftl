# What the page and the HTTP interface say, in Russian.

## The page
name = Yordamchi
title = Yordamchi: вопросы и ответы о государственных услугах
tagline = Помощник по государственным услугам
language = Язык
new-conversation = Новый разговор
to-input = Перейти к вводу вопроса
conversation = Разговор
launch = Спросить о госуслуге
close = Закрыть
privacy-note = Не указывайте номера документов, имена и адреса: для ответа они не нужны. Вопросы хранятся ограниченное время, личные номера в них скрываются.
accessibility = Доступность
offline = Нет подключения к интернету. То, что уже на экране, останется; новый вопрос можно отправить, когда связь появится.

## The empty page
welcome-title = Какая государственная услуга вам нужна?
welcome = Спросите своими словами о стоимости, сроках, документах или о том, куда обратиться: ответ придёт с источником и датой проверки.
opening = Часто спрашивают

## The input and the line under it
question = Ваш вопрос
placeholder = Напишите вопрос…
send = Отправить
stop = Остановить
privacy = Не пишите личные данные
hotline = Горячая линия
hotline-number = 1148

## What is happening
searching = Идёт поиск…
writing = Пишется ответ…
ready = Ответ готов.
resuming = Связь прервалась. Ответ продолжится, как только она вернётся…
stopped = Ответ остановлен.

## Around an answer
you = Вы
assistant = Помощник
choices = Выберите
suggestions = Что ещё можно спросить
related = Похожие услуги
source = Источник
helpful-question = Ответ помог?
helpful-yes = Да, помог
helpful-no = Нет, не помог
helpful-thanks = Спасибо, отзыв записан.
helpful-failed = Отзыв не сохранился. Попробуйте ещё раз чуть позже.
new-tab = откроется в новом окне
copy = Скопировать
copied = Скопировано
copy-failed = Скопировать не удалось
print = Распечатать или сохранить
reason-question = Что не так с ответом?
reason-other-service = Он о другой услуге
reason-incomplete = Чего-то не хватает
reason-wrong = Есть ошибка
reason-unclear = Трудно понять
reason-words = Своими словами, без личных данных
reason-send = Отправить отзыв

## Earlier conversations in this browser
history = Прошлые разговоры
history-explained = Они хранятся только в этом браузере. На общем компьютере удалите их, когда закончите.
history-empty = В этом браузере прошлых разговоров нет.
history-delete = Удалить
history-delete-all = Удалить все

## Failures on the page
failed-title = Ответ не получен
failed-connection = Нет связи с сервером. Проверьте интернет и отправьте вопрос ещё раз.
failed-broken = Ответ оборвался на середине. Отправьте вопрос ещё раз.
failed-internal = У нас произошёл сбой. Отправьте вопрос ещё раз чуть позже.
failed-kept = Ваш вопрос сохранён в поле ввода.
no-script = В браузере выключены скрипты. Ответы всё равно придут, каждый на отдельной странице.

## The language model
model-off = Языковая модель выключена
model-fetching = Языковая модель загружается
model-fetching-part = Языковая модель загружается: { $percent } %
model-loading = Языковая модель запускается
model-ready = Языковая модель готова
model-failed = Языковая модель не запустилась
model-explained = Факты в ответе полны и без языковой модели.

## The page of a card, for those who go to a centre
card-title = { $title }: стоимость, сроки, документы
card-ask = Задать вопрос об этой услуге
card-print = Распечатать
card-printed = Распечатано из помощника по государственным услугам

## The statement on accessibility, a page of its own. Its paragraphs are numbered in the order in which they stand.
statement-title = Доступность помощника
statement-what-title = Что обеспечено
statement-what = Чат построен по Руководству по обеспечению доступности веб-контента (WCAG) 2.2, уровень AA. Все функции работают с клавиатуры. Готовый ответ один раз сообщается программе экранного доступа на языке ответа. Текст можно увеличить до 200 %, страница помещается в ширину 320 пикселей, контраст достаточен в светлой и тёмной теме. Если в системе включено уменьшение движения, на странице ничего не движется. Без скриптов ответы приходят на простых страницах.
statement-how-title = Как это проверено
statement-how = При каждом испытании программы страницы проверяются в настоящем браузере средством axe-core в обеих темах, и весь разговор там ведётся одной клавиатурой.
statement-limits-title = Чего пока нет
statement-limits = Ответы ещё не проверялись вместе с людьми, которые пользуются экранным доступом на узбекском языке; во многих таких программах нет узбекского голоса. Страницы, на которые ведут ссылки из ответов, принадлежат другим ведомствам, и это заявление их не охватывает.
statement-help-title = Если что-то мешает
statement-help = Сообщите об этом кнопкой «{ $helpful }» под ответом или позвоните на горячую линию: там тоже ответят на вопрос о любой услуге.

## Problems that the HTTP interface reports: what happened, what to do
problem-invalid-json-title = Запрос не удалось прочитать
problem-invalid-json = Тело запроса не соответствует формату { $format }. Исправьте его и отправьте снова.
problem-wrong-shape-title = Неверные поля запроса
problem-wrong-shape = Нужного поля нет или его тип другой. Проверьте поля и отправьте запрос снова.
problem-empty-question-title = Вопрос пуст
problem-empty-question = Напишите, что вам нужно, и отправьте снова.
problem-long-question-title = Вопрос слишком длинный
problem-long-question = Вопрос может содержать не более { $limit } знаков. Сократите его и отправьте снова.
problem-large-body-title = Запрос слишком велик
problem-large-body = Сократите запрос и отправьте снова.
problem-unknown-locale-title = Такого языка нет
problem-unknown-locale = Коды языков: { $known }. Отправьте один из них.
problem-unknown-conversation-title = Неверный номер разговора
problem-unknown-conversation = Возьмите номер разговора из прошлого ответа или начните новый разговор, не указывая номера.
problem-unknown-answer-title = Такого ответа нет
problem-unknown-answer = Ответ, к которому относится отзыв, не найден. Проверьте номер ответа.
problem-unknown-service-title = Такой услуги нет
problem-unknown-service = Проверьте идентификатор: все они есть в списке услуг.
problem-unknown-stream-title = Этот ответ больше не хранится
problem-unknown-stream = Отправьте вопрос ещё раз.
problem-too-busy-title = Сейчас спрашивают слишком многие
problem-too-busy = Отправьте вопрос ещё раз через несколько секунд.
problem-not-kept-title = Отзыв пока не удалось записать
problem-not-kept = Отправьте его ещё раз через минуту.
problem-unsupported-media-title = Неподходящий тип запроса
problem-unsupported-media = Отправьте запрос в виде { $format } с заголовком { $header }.
problem-not-found-title = Такой страницы нет
problem-not-found = Проверьте адрес или вернитесь на главную страницу.
problem-not-allowed-title = Этот адрес не принимает такой запрос
problem-not-allowed = Разрешённые методы указаны в заголовке { $header } ответа.
problem-too-many-title = Слишком много вопросов
problem-too-many = { $count ->
    [one] Отправьте вопрос снова через { $count } секунду.
    [few] Отправьте вопрос снова через { $count } секунды.
   *[other] Отправьте вопрос снова через { $count } секунд.
}
problem-internal-title = У нас произошёл сбой
problem-internal = Отправьте вопрос ещё раз чуть позже. Если дело срочное, позвоните на горячую линию.
to-first-page = Главная страница
