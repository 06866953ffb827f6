"""English words as customers write them; `[signal|what is seen]` marks each place to be seen.

The store has Camille Durand and Rose among its staff, and Bolia and La Redoute for rivals.
"""

CASES = """
Beautiful bowl, would buy again.
Arrived broken and nobody answers. Very disappointed.
Total scam. Worst shop ever. Avoid!
Write to me at [email|jane.doe@example.co.uk] for pictures
My mail is [email|jane_doe99@mail.example.org].
mail me: [email|jane (at) example (dot) com]
mail me: [email|jane[at]example[dot]org]
Meet me @ the shop
4 bowls @ £12 each
Call [phone|+44 20 7946 0018] any time
Call me on [phone|020 7946 0018]
Text [phone|(212) 555-0187] tonight
My cell is [phone|212-555-0187]
[phone|+1 212 555 0187]
[phone|07400 123456] is my mobile
Order 2125550187 never came
Weighs 1.25 kg, 30 x 20 x 10 cm
Ordered on 2026-03-12, came on 2026-03-14
Used it 365 days a year since 2019
It holds 1 000 000 beads
Deliver to [postal_address|221B Baker Street] please
I live at [postal_address|1600 Pennsylvania Avenue], not next door
Sent to [postal_address|10 Downing St.] by mistake
Left at [postal_address|45 Old Mill Lane] in the rain
Wrong postcode, mine is [postal_address|SW1A 2AA]
Send the refund to [postal_address|PO Box 4567]
The shop on the high street is lovely
2 way zip and 3 way split
5 Star Service Way to go
Best thing on our street
My 3 place settings match
One of the 10 best bowls in the place
Refund to [bank_account|GB82 WEST 1234 5698 7654 32] please
[bank_account|DE89370400440532013000] is my account
GB82 TEST 1234 5698 7654 33 is wrong
Charged twice on [payment_card|4012888888881881]
My amex [payment_card|3782 822463 10005]
Tracking 4012888888881882 shows nothing
ISBN 9780306406157 is the cookbook I used it with
Serial 1111111111111111
[staff_name|Camille Durand] was so helpful
Thanks [staff_name|Rose]!
The rose glaze is lovely
I rose early to use it
See [link|https://example.com/review] for my photos
Go to [link|www.example.org/bowls] instead
cheaper at [link|cheap-bowls.shop]
it's on [link|youtu.be/abc123]
Nice one.It works
e.g. soup, i.e. everything
a 4.5/5 from me
vs. my old one.
U.S. made
Use my [advertising|promo code] JANE10
[advertising|Follow me on] Instagram for more
Text me [advertising|on WhatsApp]
[advertising|Make money online] today
Invest in [advertising|Bitcoin] now
Best [advertising|online casino] ever
[advertising|DM me] for a deal
I work from my home office and use it daily
They gave me a code at the till
What a [profanity|piece of shit]
[profanity|SHIT] quality
[profanity|sh1t] quality
[profanity|shiiiit]
[profanity|fuck] this shop
[profanity|f*ck] this shop
[profanity|fuuuuck]
[profanity|fucking] useless
absolute [profanity|bollocks]
the courier is a [profanity|wanker]
[profanity|Son of a bitch] driver
you [profanity|bastards]
total [profanity|crap]
this is [profanity|bullshit]
seller is an [profanity|asshole]
what a [profanity|a$$hole]
[profanity|WTF] is this
complete [profanity|idiots] in the warehouse
Shipped to Scunthorpe in two days
Penistone delivery was quick
We live in Essex and Sussex
Great for chili con carne
Bite-size snacks fit well
Moby Dick is printed on it
I read Philip K. Dick while drinking from it
Cock-a-leekie soup tastes better in it
Flame retardant and sturdy
Spick and span after every wash
A chink in the glaze, sadly
Class act, first class, brass handles
I passed it to my assistant
Assorted colours, assembled in minutes
The cocktail glasses match
Peacock blue is gorgeous
A cockpit view of my kitchen
Dickens would approve
Shitake mushrooms look great in it
Shiitake ramen bowl
Saturday delivery, Saxony pottery
Analysis of the glaze: flawless
Buttery, bitter, better
Document holder works
Grape juice stains come off
Therapist recommended it
Titanium rim
Pussy willow arrangement looks lovely
Snigger all you like, I love it
Arsenal mug next please
Basement flat, easy delivery
Hello from a hellish warehouse
Crapaud is French for toad
Damnation, I want two
Craps table at the party
Sussex trugs too
Half the price at [other_shop|Bolia]
Nicer than [other_shop|La Redoute]
[other_shop|BOLIA] sells the same
Redoubtable quality
Bolivian pattern
Heavier than it looks, chips easily
Love love love
meh
:)
!!!
0
"""
