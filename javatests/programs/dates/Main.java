import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/** A calendar sheet, zones, formats, sums with dates. */
public class Main {
    static void sheet(YearMonth m) {
        System.out.println(m.format(DateTimeFormatter.ofPattern("MMMM yyyy", Locale.ENGLISH)));
        StringBuilder b = new StringBuilder("   ".repeat(m.atDay(1).getDayOfWeek().getValue() - 1));
        for (int d = 1; d <= m.lengthOfMonth(); d++) {
            b.append(String.format("%2d", d));
            b.append(m.atDay(d).getDayOfWeek() == DayOfWeek.SUNDAY ? "\n" : " ");
        }
        System.out.println(b.toString().stripTrailing());
    }

    public static void main(String[] args) {
        sheet(YearMonth.of(2013, 8));
        sheet(YearMonth.of(2024, 2));
        LocalDate a = LocalDate.of(1999, 12, 31);
        System.out.println(Period.between(a, LocalDate.of(2013, 8, 26)) + " " + ChronoUnit.DAYS.between(a, LocalDate.of(2013, 8, 26)));
        for (int i = 0; i < 3; i++) {
            a = a.with(TemporalAdjusters.firstInMonth(DayOfWeek.FRIDAY)).plusMonths(1);
            System.out.print(a + " ");
        }
        System.out.println();
        ZonedDateTime z = ZonedDateTime.of(2024, 3, 30, 12, 0, 0, 0, ZoneId.of("Europe/Prague"));
        System.out.println(z.plusDays(1) + " " + z.plus(Duration.ofDays(1)));
        System.out.println(z.withZoneSameInstant(ZoneId.of("Asia/Tokyo")).format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
        DateTimeFormatter f = DateTimeFormatter.ofPattern("EEEE, d. MMM uuuu, h:mm a", Locale.US);
        System.out.println(LocalDateTime.of(2013, 8, 26, 15, 4).format(f));
        System.out.println(LocalDateTime.parse("Monday, 26. Aug 2013, 3:04 PM", f));
        try {
            LocalDate.parse("2013-02-30");
        } catch (java.time.format.DateTimeParseException e) {
            System.out.println(e.getMessage());
        }
    }
}
