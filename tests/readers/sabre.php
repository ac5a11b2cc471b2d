<?php
// sabre/vobject (Nextcloud, Baïkal). Usage: TZ=<reader's zone> php sabre.php FIRST LAST FEED.ics ... (see javascript.mjs).
require_once 'Sabre/VObject/autoload.php';
date_default_timezone_set(getenv('TZ'));
error_reporting(E_ALL & ~E_DEPRECATED);  // Debian's is older than PHP 8.1, which calls its signatures old
$arguments = array_slice($argv, 1);
[$first, $last] = $arguments;
$utc = new DateTimeZone('UTC');

function shown($property) {
    global $utc;
    $when = clone $property->getDateTime();
    return $property->hasTime() ? $when->setTimezone($utc)->format('Y-m-d\TH:i:s\Z') : $when->format('Y-m-d');
}

$found = [];
foreach (array_slice($arguments, 2) as $file) {
    $calendar = Sabre\VObject\Reader::read(file_get_contents($file));
    // a day more on both sides: the window is in UTC, whole days are not
    $calendar->expand(new DateTime("$first -1 day", $utc), new DateTime("$last +1 day", $utc));
    $found[$file] = [];
    foreach ($calendar->select('VEVENT') as $event) {
        $start = shown($event->DTSTART);
        if ($first <= $start && $start < $last) {
            // version 2 leaves these two escapes to its callers
            $summary = str_replace(['\\,', '\\;'], [',', ';'], (string) $event->SUMMARY);
            $found[$file][] = [$start, shown($event->DTEND), (string) $event->STATUS, $summary];
        }
    }
}
echo json_encode($found, JSON_UNESCAPED_UNICODE);
