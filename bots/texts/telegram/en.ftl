# What the bot in Telegram says, in English.

## The beginning
welcome-first = Hello! Ask about public services: what they cost, how long they take, which documents are needed, where to go. Every answer comes with its source and the day it was checked.
choose-language = Choose a language. You need not: an answer comes in the language of its question.
language-skip = Go on without choosing
language-kept = The language is chosen. A question in another one is answered in its own.
welcome = Which public service do you need? Ask in your own words or choose a question below. Please leave out document numbers, names and addresses: they are not needed for an answer.
help = Write about a public service in plain words, for example “{ $example }”. The buttons under an answer show documents, fee, time and where to go at once. If you edit your question, its answer changes too.
help-commands =
    { $language } – choose a language
    { $anew } – new conversation
    { $feedback } – give feedback
    { $privacy } – what is kept and how to delete it
    { $stop } – stop an answer
help-hotline = Hotline: { $number }.

## Commands in the menu
command-start = Begin
command-help = Help
command-til = Choose a language
command-yangi = Begin a new conversation
command-fikr = Give feedback
command-maxfiylik = What is kept, delete my data
command-stop = Stop the answer

## Replies to commands
anew = A new conversation has begun. Write your question.
stopped = Stopped. You can write a new question.
feedback-none = Ask a question first; then you can say what you think of the answer.
feedback-ask = Was the last answer helpful? You can also write in your own words: { $command } and your feedback.
feedback-thanks = Thank you, your feedback is recorded.
feedback-gone = This answer is not kept any more.
feedback-failed = Your feedback was not saved. Please try again a little later.
reason-ask = What was wrong with it?
reason-other-service = It is about another service
reason-incomplete = Something is missing
reason-wrong = Something is not correct
reason-unclear = It is hard to understand

## Privacy
privacy-kept =
    { $count ->
        [one] One question of this chat is kept. Personal numbers in it are masked.
       *[other] { $count } questions of this chat are kept. Personal numbers in them are masked.
    }
privacy-none = No question of this chat is kept.
privacy-last = The last questions:
privacy-what = Questions and answers, the chosen language and the number of the chat are kept. Name, phone number, photos, voice and location are not.
privacy-days =
    { $count ->
        [one] Questions older than a day are deleted by themselves.
       *[other] Questions older than { $count } days are deleted by themselves.
    }
privacy-for-ever = Questions are kept until you delete them.
delete-yes = Delete my data
delete-no = Leave it
deleted = Everything that was kept of this chat is deleted.
not-deleted = Nothing was deleted.
delete-failed = It could not be deleted. Please try again a little later.

## What is no question
only-text = For now I understand text alone. Please write your question in words. What you sent was not kept.
too-many = There are too many questions waiting. Please send the next one when the earlier ones are answered.
old-button = This button is out of date. Please write your question again.
not-held = The record of the service does not hold this.
failed = Something went wrong on our side. Please send the question again a little later.
