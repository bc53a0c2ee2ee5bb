// Prints the events of the iCalendar file named on the command line, as ical.js reads them.
import { readFileSync } from 'node:fs';
import ICAL from 'ical.js';

const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], 'utf8')));
const events = calendar.getAllSubcomponents('vevent').map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    sequence: event.sequence,
    summary: event.summary,
    description: event.description,
    status: component.getFirstPropertyValue('status'),
    categories: component.getFirstProperty('categories')?.getValues() ?? [],
    start: event.startDate.toString(),
    end: event.endDate.toString(),
    is_date: event.startDate.isDate && event.endDate.isDate,
    stamp: component.getFirstPropertyValue('dtstamp').toJSDate().toISOString(),
  };
});
const zones = calendar.getAllSubcomponents('vtimezone').length;
console.log(JSON.stringify({ name: calendar.getFirstPropertyValue('x-wr-calname'), zones, events }));
