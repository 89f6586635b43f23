# What the page and the HTTP interface say, in Russian.

## The page
name = Yordamchi
title = Yordamchi: вопросы и ответы о государственных услугах
tagline = Помощник по государственным услугам
language = Язык
new-conversation = Новый разговор
to-input = Перейти к вводу вопроса
conversation = Разговор

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

## Failures on the page
failed-title = Ответ не получен
failed-connection = Нет связи с сервером. Проверьте интернет и отправьте вопрос ещё раз.
failed-broken = Ответ оборвался на середине. Отправьте вопрос ещё раз.
failed-internal = У нас произошёл сбой. Отправьте вопрос ещё раз чуть позже.
failed-kept = Ваш вопрос сохранён в поле ввода.
no-script = Для разговора в браузере должны быть включены скрипты. Если включить их нельзя, позвоните на горячую линию.

## The language model
model-off = Языковая модель выключена
model-fetching = Языковая модель загружается
model-fetching-part = Языковая модель загружается: { $percent } %
model-loading = Языковая модель запускается
model-ready = Языковая модель готова
model-failed = Языковая модель не запустилась
model-explained = Факты в ответе полны и без языковой модели.

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
