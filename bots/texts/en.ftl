# What the page and the HTTP interface say, in English.

## The page
name = Yordamchi
title = Yordamchi: questions and answers on public services
tagline = Help with public services
language = Language
new-conversation = New conversation
to-input = Skip to the question field
conversation = Conversation

## The empty page
welcome-title = Which public service do you need?
welcome = Ask in your own words about fees, times, documents or where to go. Every answer comes with its source and the day it was checked.
opening = Often asked

## The input and the line under it
question = Your question
placeholder = Write your question…
send = Send
stop = Stop
privacy = Do not write personal data
hotline = Hotline
hotline-number = 1148

## What is happening
searching = Searching…
writing = Writing…
ready = The answer is ready.
stopped = The answer was stopped.

## Around an answer
you = You
assistant = Assistant
choices = Choose one
suggestions = You can also ask
related = Related services
source = Source
helpful-question = Was this answer helpful?
helpful-yes = Yes, helpful
helpful-no = No, not helpful
helpful-thanks = Thank you, your feedback is recorded.
helpful-failed = Your feedback was not saved. Please try again a little later.
new-tab = opens in a new window

## Failures on the page
failed-title = No answer came
failed-connection = The server cannot be reached. Check your internet connection and send the question again.
failed-broken = The answer broke off. Please send the question again.
failed-internal = Something went wrong on our side. Please send the question again a little later.
failed-kept = Your question is still in the field below.
no-script = The conversation needs scripts to be switched on in your browser. If you cannot switch them on, please call the hotline.

## The language model
model-off = Language model is off
model-fetching = Language model is downloading
model-fetching-part = Language model is downloading: { $percent }%
model-loading = Language model is starting
model-ready = Language model is ready
model-failed = Language model did not start
model-explained = The facts in an answer are complete without it.

## Problems that the HTTP interface reports: what happened, what to do
problem-invalid-json-title = The request could not be read
problem-invalid-json = The body is not valid { $format }. Correct it and send it again.
problem-wrong-shape-title = The fields of the request are wrong
problem-wrong-shape = A field is missing or of another type. Check the fields and send the request again.
problem-empty-question-title = The question is empty
problem-empty-question = Write what you need and send it again.
problem-long-question-title = The question is too long
problem-long-question = A question may have { $limit } characters at most. Shorten it and send it again.
problem-large-body-title = The request is too large
problem-large-body = Shorten the request and send it again.
problem-unknown-locale-title = There is no such language
problem-unknown-locale = The language codes are { $known }. Send one of them.
problem-unknown-conversation-title = The conversation number is wrong
problem-unknown-conversation = Take the conversation number from an earlier answer, or leave it out to start a new conversation.
problem-unknown-answer-title = There is no such answer
problem-unknown-answer = The answer that the feedback is about was not found. Check the number of the answer.
problem-unsupported-media-title = The request is of the wrong type
problem-unsupported-media = Send the request as { $format }, with the header { $header }.
problem-not-found-title = There is no such page
problem-not-found = Check the address, or go back to the first page.
problem-not-allowed-title = This address does not take such a request
problem-not-allowed = The header { $header } of this reply lists the methods that are allowed.
problem-too-many-title = Too many questions
problem-too-many = { $count ->
    [one] Send the question again in { $count } second.
   *[other] Send the question again in { $count } seconds.
}
problem-internal-title = Something went wrong on our side
problem-internal = Please send the question again a little later. If it is urgent, call the hotline.
to-first-page = First page
