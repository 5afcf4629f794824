"""The demonstration: a lively, made-up Dominican municipality in a temporary home, without account or network.

texts/       what people write, by topic, and how some of it was answered (by hand; nobody in it is real)
script.py    the texts as threads
cast.py      made-up people and places
scenario.py  threads, a seed and the present → what happened when, over five weeks
settings.py  the temporary home's two files
staging.py   what happened → the inbox
arrivals.py  what keeps happening while one looks
"""
