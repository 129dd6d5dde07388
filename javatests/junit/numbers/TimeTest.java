package numbers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.FormatStyle;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.time.temporal.WeekFields;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

/** java.time and the old calendar. */
class TimeTest {
    @Test
    void dates() {
        LocalDate d = LocalDate.of(2024, 2, 28);
        assertEquals("2024-02-29", d.plusDays(1).toString());
        assertEquals("2024-03-31", LocalDate.of(2024, 1, 31).plusMonths(2).toString());
        assertEquals("2024-02-29", LocalDate.of(2024, 1, 31).plusMonths(1).toString());
        assertEquals(DayOfWeek.WEDNESDAY, d.getDayOfWeek());
        assertTrue(d.isLeapYear());
        assertEquals(59, d.getDayOfYear());
        assertEquals(19781, d.toEpochDay());
        assertThrows(DateTimeException.class, () -> LocalDate.of(2023, 2, 29));
        assertEquals("2024-02-01", d.with(TemporalAdjusters.firstDayOfMonth()).toString());
        assertEquals("2024-03-04", d.with(TemporalAdjusters.next(DayOfWeek.MONDAY)).toString());
    }

    @Test
    void timesAndDateTimes() {
        assertEquals("23:59:30", LocalTime.of(0, 0, 30).minusMinutes(1).toString());
        LocalDateTime t = LocalDateTime.of(2013, Month.AUGUST, 26, 23, 30);
        assertEquals("2013-08-27T00:30", t.plusHours(1).toString());
        assertEquals("2013-08-26T23:00", t.truncatedTo(ChronoUnit.HOURS).toString());
        assertTrue(t.isBefore(t.plusNanos(1)));
        assertEquals(1410, t.get(ChronoField.MINUTE_OF_DAY));
    }

    @Test
    void periodsAndDurations() {
        assertEquals("P1Y2M3D", Period.between(LocalDate.of(2020, 1, 1), LocalDate.of(2021, 3, 4)).toString());
        assertEquals("PT1H1M1.5S", Duration.ofMillis(3_661_500).toString());
        assertEquals(36, ChronoUnit.HOURS.between(LocalDateTime.of(2020, 1, 1, 0, 0), LocalDateTime.of(2020, 1, 2, 12, 0)));
        assertEquals(Duration.ofDays(1), Duration.parse("P1D"));
        assertEquals(-90, Duration.ofMinutes(-1).minusSeconds(30).getSeconds());
    }

    @Test
    void zones() {
        ZonedDateTime before = ZonedDateTime.of(2024, 3, 31, 1, 30, 0, 0, ZoneId.of("Europe/Prague"));
        assertEquals("2024-03-31T03:30+02:00[Europe/Prague]", before.plusHours(1).toString());
        assertEquals("2024-03-30T20:30-04:00[America/New_York]", before.withZoneSameInstant(ZoneId.of("America/New_York")).toString());
        assertEquals("2024-10-27T02:30+02:00", ZonedDateTime.of(2024, 10, 27, 2, 30, 0, 0, ZoneId.of("Europe/Prague")).toOffsetDateTime().toString());
        assertEquals(1711845000, before.toEpochSecond());
        assertEquals(ZoneOffset.ofHours(1), ZoneId.of("Europe/Prague").getRules().getOffset(Instant.EPOCH));
        assertEquals("2024-01-01T00:00Z", OffsetDateTime.of(2024, 1, 1, 5, 30, 0, 0, ZoneOffset.of("+05:30")).withOffsetSameInstant(ZoneOffset.UTC).toString());
    }

    @Test
    void formatsAndParses() {
        DateTimeFormatter f = DateTimeFormatter.ofPattern("EEE d. MMMM yyyy HH:mm", Locale.ENGLISH);
        assertEquals("Mon 26. August 2013 07:05", LocalDateTime.of(2013, 8, 26, 7, 5).format(f));
        assertEquals(LocalDateTime.of(2013, 8, 26, 7, 5), LocalDateTime.parse("Mon 26. August 2013 07:05", f));
        assertEquals("Aug 26, 2013", DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(Locale.US).format(LocalDate.of(2013, 8, 26)));
        assertEquals("20130826", DateTimeFormatter.BASIC_ISO_DATE.format(LocalDate.of(2013, 8, 26)));
        assertThrows(DateTimeParseException.class, () -> LocalDate.parse("2013-13-01"));
        assertEquals("2013-W35-1", DateTimeFormatter.ISO_WEEK_DATE.format(LocalDate.of(2013, 8, 26)));
        assertEquals("Montag", DayOfWeek.MONDAY.getDisplayName(TextStyle.FULL, Locale.GERMAN));
        assertEquals("Mon, 26 Aug 2013 07:05:00 GMT", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.of(2013, 8, 26, 7, 5, 0, 0, ZoneOffset.UTC)));
    }

    @Test
    void instantsAndClocks() {
        assertEquals("1970-01-01T00:00:01.000000005Z", Instant.ofEpochSecond(1, 5).toString());
        assertEquals(Instant.parse("2013-08-26T05:05:00Z"), Instant.ofEpochSecond(1377493500));
        Clock c = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        assertEquals(LocalDate.EPOCH, LocalDate.now(c));
        Instant a = Instant.now();
        assertTrue(!Instant.now().isBefore(a));
        assertTrue(a.isAfter(Instant.parse("2020-01-01T00:00:00Z")));
    }

    @Test
    void otherUnits() {
        assertEquals(29, YearMonth.of(2024, 2).lengthOfMonth());
        assertTrue(Year.isLeap(2000) && !Year.isLeap(1900));
        assertEquals(35, LocalDate.of(2013, 8, 26).get(WeekFields.ISO.weekOfWeekBasedYear()));
        assertEquals(Month.JANUARY, Month.DECEMBER.plus(1));
    }

    @Test
    void oldCalendar() {
        GregorianCalendar c = new GregorianCalendar(TimeZone.getTimeZone("UTC"), Locale.US);
        c.setTimeInMillis(0);
        c.set(2024, Calendar.JANUARY, 31, 12, 0, 0);
        c.add(Calendar.MONTH, 1);
        assertEquals(29, c.get(Calendar.DAY_OF_MONTH));
        assertEquals(Calendar.THURSDAY, c.get(Calendar.DAY_OF_WEEK));
        c.roll(Calendar.DAY_OF_MONTH, 1);
        assertEquals(1, c.get(Calendar.DAY_OF_MONTH));
        assertEquals(Calendar.FEBRUARY, c.get(Calendar.MONTH));
        assertEquals(1706788800000L, c.getTimeInMillis());
    }
}
