"""First names and surnames from which invented people are drawn; common ones come first."""

from __future__ import annotations

from itertools import product

GIRLS = (
    "Olivia Amelia Emily Jessica Sophie Grace Lily Ella Chloe Mia Poppy Charlotte Ruby Evie Isabella Freya Daisy "
    "Phoebe Alice Megan Lucy Hannah Holly Abigail Katie Ellie Leah Millie Eleanor Amy Bethany Georgia Lauren "
    "Jasmine Rebecca Rosie Erin Zara Imogen Aisha Maryam Fatima Zainab Aleksandra Zuzanna Niamh Caitlin Sienna "
    "Maisie Matilda Florence Elizabeth Samantha Victoria Natalie Nicole Courtney Paige Shannon Kayleigh Tia Demi "
    "Harriet Eloise Martha Nancy Scarlett Summer Skye Lola Layla Amina Hafsa Priya Anjali Simran Chanelle "
    "Destiny Precious Blessing Thandiwe Ngozi"
).split()
BOYS = (
    "Oliver Jack Harry Thomas Joshua William James Daniel Samuel Joseph George Charlie Alfie Jacob Ethan Lewis "
    "Mohammed Benjamin Luke Matthew Alexander Callum Ryan Liam Max Tyler Connor Adam Nathan Jake Harvey Owen "
    "Cameron Jamie Archie Leo Logan Toby Finley Kai Edward Michael Robert David Christopher Nicholas Zachary "
    "Kieran Aaron Bradley Reece Jordan Brandon Dylan Ellis Riley Mason Jayden Jaydon Kyle Ibrahim Yusuf Hamza "
    "Bilal Omar Jakub Kacper Filip Arjun Rohan Tariq Emmanuel Kwame Chidi Tobias Sebastian Frederick Theodore "
    "Stanley Reuben Elliot Louis Rhys Ioan"
).split()
SHORT_FORMS = {
    "Elizabeth": "Lizzie", "Samantha": "Sam", "Victoria": "Vicky", "Rebecca": "Becky", "Katie": "Kate",
    "Abigail": "Abi", "Eleanor": "Ellie", "Charlotte": "Lottie", "Jessica": "Jess", "Amelia": "Milly", "Megan": "Meg",
    "Isabella": "Izzy", "Olivia": "Liv", "Bethany": "Beth", "Thomas": "Tom", "Joshua": "Josh", "William": "Billy",
    "Daniel": "Danny", "Samuel": "Sam", "Joseph": "Joe", "Benjamin": "Ben", "Matthew": "Matt", "Alexander": "Alex",
    "Edward": "Ted", "Michael": "Mike", "Robert": "Rob", "Christopher": "Chris", "Nicholas": "Nick",
    "Zachary": "Zac", "Frederick": "Freddie", "Oliver": "Ollie", "Mohammed": "Mo",
}  # fmt: skip
_COMMON = (
    "Smith Jones Taylor Brown Williams Wilson Johnson Davies Patel Robinson Wright Thompson Evans Walker White "
    "Roberts Green Hall Thomas Clarke Jackson Wood Harris Edwards Turner Martin Cooper Hill Ward Hughes Moore "
    "Clark King Harrison Lewis Baker Lee Allen Morris Khan Scott Watson Davis Parker James Bennett Young "
    "Phillips Richardson Mitchell Bailey Carter Cook Singh Shaw Bell Collins Morgan Kelly Begum Miller Cox "
    "Hussain Marshall Simpson Price Anderson Adams O'Connor O'Brien Kowalski Nowak Ahmed Ali Okafor Mensah "
    "Adeyemi Chowdhury Rahman Kaur Shah Murphy Ryan Byrne Doyle"
).split()
_FIRST_HALVES = (
    "Ash Black Brad Bur Bux Chad Clif Cold Crow Dun East Fair Green Hart Hay Hazel High Holl Kirk Lang Lin Long "
    "Mar Mid Mort New North Old Oak Pen Pres Rad Red Ros Sand Shel Stan Stock Sut Thorn Under Wal West Whit Win "
    "Wood"
).split()
_SECOND_HALVES = "ton ley worth field ford well wood ham shaw burn croft combe den gate more stock wick by".split()
SURNAMES = (*_COMMON, *(first + second for first, second in product(_FIRST_HALVES, _SECOND_HALVES)))
STREETS = ("High Street", "Church Lane", "Station Road", "Mill Lane", "Park Avenue", "Orchard Close", "Bridge Street")
