# What the assistant says, in English.

## Facets as labels of a card
facet-fee = Fee
facet-time = Time
facet-documents = Documents you need
facet-how = What to do
facet-where = Where to apply
facet-who = Who it is for
facet-validity = Valid for
facet-contact = Phone for questions
facet-legal = Legal basis
facet-status = Status of your application
label-result = What you get
label-agency = Responsible body
label-note = Please note

## Facets as sentences
say-fee = Fee: { $value }.
say-time = Time: { $value }.
say-documents = Documents you need: { $value }.
say-how = What to do: { $value }
say-where = Where to apply: { $value }.
say-who = Who it is for: { $value }.
say-validity = Valid for: { $value }.
say-contact = If you have questions, call { $value }.
say-legal = Legal basis: { $value }.
say-status = You can see the status of your application in your account on my.gov.uz.
say-missing = This is not in our record of the service: { $facet }.
say-missing-call = Please check by phone: { $phone }.

## Values
fee-free = free of charge
fee-calculated = worked out by tariff or by the payment calculator
fee-uzs = { $sum } soum
fee-usd = { $sum } US dollars
fee-percent = { $percent }%
fee-percent-of = of { $of }
fee-bhm = { $share } BCA (base calculation amount, BHM)
fee-bhm-today = { $share } BCA (base calculation amount, BHM), today { $sum } soum
time-automatic = at once, automatically
time-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
time-hours = { $count ->
    [one] { $count } hour
   *[other] { $count } hours
}
time-working_hours = { $count ->
    [one] { $count } working hour
   *[other] { $count } working hours
}
time-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
time-working_days = { $count ->
    [one] { $count } working day
   *[other] { $count } working days
}
time-weeks = { $count ->
    [one] { $count } week
   *[other] { $count } weeks
}
time-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
}
time-years = { $count ->
    [one] { $count } year
   *[other] { $count } years
}
via-portal = through the portal
via-service_centre = at a public service centre
via-agency = at the body itself
documents-none = nothing has to be uploaded or brought
channel-portal = the portal my.gov.uz
channel-service_centre = a public service centre
channel-site = the site { $host }
channel-app = the { $name } app
audience-individual = individuals
audience-entrepreneur = individual entrepreneurs
audience-legal_entity = legal entities
audience-foreigner = foreign citizens
phone-extension = { $phone }, extension { $extension }
date = { $day } { $month } { $year }
date-of = of { $day } { $month } { $year }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
act-cabinet-resolution = Cabinet of Ministers Resolution { $number } { $of }
act-presidential-decree = Presidential Decree { $number } { $of }
act-presidential-resolution = Presidential Resolution { $number } { $of }
act-law = Law of the Republic of Uzbekistan { $number } { $of }
act-ministry-order = Ministry Order { $number } { $of }
act-regulation = Regulation { $number } { $of }
act-code = Code of the Republic of Uzbekistan
act-agency-resolution = Agency Resolution { $number } { $of }
act-number = No. { $number }
act-articles = articles { $articles }

## Sources and notices
source = Source
source-service = { $host } · service { $number }
checked = checked on { $date }
notice-stale = These facts have not been checked since { $date }. Please confirm before you go.
notice-low = These facts come from a single source that is not fully reliable. Please confirm before you go.
notice-conflict = Sources differ: { $text }
notice-conflict-call = Sources differ: { $text } Please ask { $phone }.

## Outcomes
greeting = Hello! I help with public services. Write in your own words which service you need, and I will tell you the fee, the time, the documents and where to go.
thanks = You are welcome. If you have another question, just write.
farewell = Goodbye, and take care.
who-are-you = I am an automatic assistant for public services, not a person. I answer from checked records and show my source.
how-are-you = I am well, thank you. Which public service can I help you with?
abilities = I can tell you the fee, the time, the documents you need and where to apply for public services. For example: “How much is an ID card?”
distress = I can see that this is hard for you. Please talk to a person, not to a program: tell someone close to you.
distress-call = If your life is in danger, call now: { $phone }.
clarify = Which one do you need?
clarify-which = Which service do you mean? Write its name or choose one.
no-answer = I have no checked record on this question, so I will not guess.
no-answer-call = Please call the hotline: { $phone } ({ $whose }).
out-of-scope = I only answer questions about the public services of Uzbekistan: documents, fees, times. Please ask about those.
refuse-privacy = I cannot show or check other people's data. You may ask about a service for yourself.
refuse-instructions = I only answer questions about public services, and I do not change how I work.
refuse-politics = I do not give political advice. Please ask about public services.
refuse-unlawful = I cannot help with that: it is against the law. Please ask how to get the service lawfully.
refuse-insult = I would like to help you. Please write your question about a public service.
error-empty = The question is empty. Please write what you need.
error-long = The question is too long: { $limit } characters at most. Please shorten it.
error-unreadable = The message could not be read. Please write your question as plain text.
error-internal = Something went wrong on our side. Please try again a little later.

## Next questions
next-fee = How much does it cost?
next-time = How long does it take?
next-documents = Which documents do I need?
next-how = What do I have to do?
next-where = Where do I apply?
next-who = Who can get it?
next-validity = How long is it valid?
next-contact = Whom can I call?
next-legal = What is the legal basis?
opening-1 = How much is a foreign travel passport?
opening-2 = What do I need to exchange my driving licence?
opening-3 = How do I enrol my child in kindergarten?
opening-4 = How long does a criminal record certificate take?
opening-5 = How do I register as self-employed?
opening-6 = How much does permanent residence registration cost?
