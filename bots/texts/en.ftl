# What the page and the HTTP interface say, in English.

## The page
name = Yordamchi
title = Yordamchi: questions and answers on public services
tagline = Help with public services
language = Language
new-conversation = New conversation
to-input = Skip to the question field
conversation = Conversation
launch = Ask about a public service
close = Close
privacy-note = Please leave out passport numbers, names and addresses: they are not needed for an answer. Questions are kept for a limited time with personal numbers masked.
accessibility = Accessibility
offline = There is no internet connection. What you see here stays; a new question can be sent when the connection is back.

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
resuming = The connection broke. Taking up the answer again…
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
copy = Copy
copied = Copied
copy-failed = Could not be copied
print = Print or save
reason-question = What was wrong with it?
reason-other-service = It is about another service
reason-incomplete = Something is missing
reason-wrong = Something is not correct
reason-unclear = It is hard to understand
reason-words = In your own words, without personal data
reason-send = Send feedback

## Earlier conversations in this browser
history = Earlier conversations
history-explained = They are kept in this browser only. On a shared computer, delete them when you are done.
history-empty = There are no earlier conversations in this browser.
history-delete = Delete
history-delete-all = Delete all

## Failures on the page
failed-title = No answer came
failed-connection = The server cannot be reached. Check your internet connection and send the question again.
failed-broken = The answer broke off. Please send the question again.
failed-internal = Something went wrong on our side. Please send the question again a little later.
failed-kept = Your question is still in the field below.
no-script = Scripts are switched off in your browser. Questions are answered all the same, one page at a time.

## The language model
model-off = Language model is off
model-fetching = Language model is downloading
model-fetching-part = Language model is downloading: { $percent }%
model-loading = Language model is starting
model-ready = Language model is ready
model-failed = Language model did not start
model-explained = The facts in an answer are complete without it.

## The page of a card, for those who go to a centre
card-title = { $title }: fee, time, documents
card-ask = Ask a question about this service
card-print = Print
card-printed = Printed from the assistant on public services

## The statement on accessibility, a page of its own. Its paragraphs are numbered in the order in which they stand.
statement-title = Accessibility of the assistant
statement-what-title = What holds
statement-what = The chat is built to meet the Web Content Accessibility Guidelines 2.2 at level AA. Every function works with a keyboard. A finished answer is announced once to screen readers, in the language of the answer. Text can be enlarged to 200%, the page fits a width of 320 pixels, and colours have enough contrast in the light and the dark scheme. Where your system asks for less motion, nothing moves. Without scripts the questions are answered on plain pages.
statement-how-title = How it was checked
statement-how = The pages are checked automatically with axe-core in a real browser each time the program is tested, in both colour schemes, and the whole conversation is had there with the keyboard alone.
statement-limits-title = What does not hold yet
statement-limits = The answers have not yet been tried together with people who use screen readers in Uzbek; voices for Uzbek are missing in many of these programs. Pages that an answer links to belong to other bodies, and this statement does not cover them.
statement-help-title = If something is in your way
statement-help = Please tell us with “{ $helpful }” under an answer, or call the hotline: all services can be asked about there as well.

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
problem-unknown-service-title = There is no such service
problem-unknown-service = Check the identifier; the list of services names all of them.
problem-unknown-stream-title = This answer is no longer kept
problem-unknown-stream = Please send the question again.
problem-too-busy-title = Too many people are asking right now
problem-too-busy = Please send the question again in a few seconds.
problem-not-kept-title = Your feedback could not be recorded just now
problem-not-kept = Please send it again in a minute.
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
