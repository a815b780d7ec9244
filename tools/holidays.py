#!/usr/bin/env python3
"""Turns reference/holidays.tsv into C: the days on which the week is not as
usual, sorted.

    holidays.py holidays.tsv OUT.h
"""
import datetime
import sys


def exceptions(path):
    found = {}
    for number, line in enumerate(open(path, encoding='utf-8'), 1):
        if line.startswith('#') or not line.strip():
            continue
        columns = line.rstrip('\n').split('\t')
        try:
            day, last = (datetime.date.fromisoformat(c) for c in columns[1:3])
            days = [(day + datetime.timedelta(i), False) for i in range((last - day).days + 1)]
            days += [(datetime.date.fromisoformat(c), True) for c in (columns[3].split() if len(columns) > 3 else [])]
        except ValueError as e:
            sys.exit(f'{path}:{number}: {e}')
        for day, is_worked in days:
            if day in found:
                sys.exit(f'{path}:{number}: {day} stands twice')
            if is_worked and day.weekday() < 5:
                sys.exit(f'{path}:{number}: {day} is no weekend')
            found[day] = (is_worked, columns[0])
    return found


def main():
    found = exceptions(sys.argv[1])
    with open(sys.argv[2], 'w', encoding='utf-8') as out:
        out.write('/* Made from reference/holidays.tsv by tools/holidays.py. */\n')
        out.write('static const struct workday_exception announced[] = {\n')
        for day in sorted(found):
            is_worked, name = found[day]
            out.write(f'{{{day:%Y%m%d}, {str(is_worked).lower()}, "{name}"}},\n')
        out.write('};\n')
        years = sorted({day.year for day in found if (day.month, day.day) != (12, 31)})
        out.write(f'enum {{ FIRST_YEAR = {years[0]}, LAST_YEAR = {years[-1]} }};\n')


main()
