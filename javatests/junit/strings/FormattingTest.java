package strings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.text.ChoiceFormat;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.text.SimpleDateFormat;
import java.util.Date;
import java.util.Formatter;
import java.util.IllegalFormatException;
import java.util.Locale;
import java.util.MissingFormatArgumentException;
import java.util.StringJoiner;
import java.util.StringTokenizer;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

/** Formatter and java.text. */
class FormattingTest {
    private static String f(String s, Object... args) {
        return String.format(Locale.ROOT, s, args);
    }

    @Test
    void integers() {
        assertEquals("    42|42   |00042|+42|(42)|1,234,567", f("%6d|%-5d|%05d|%+d|%(d|%,d", 42, 42, 42, 42, -42, 1234567));
        assertEquals("ff|FF|0xff|377|ffffffff", f("%x|%X|%#x|%o|%x", 255, 255, 255, 255, -1));
        assertEquals("80|-128", f("%x|%d", (byte) -128, (byte) -128));
    }

    @Test
    void reals() {
        assertEquals("3.14|  3.1|3.141593e+00|3.14159", f("%.2f|%5.1f|%e|%g", Math.PI, Math.PI, Math.PI, Math.PI));
        assertEquals("NaN|Infinity|-0.0", f("%f|%f|%.1f", Double.NaN, Double.POSITIVE_INFINITY, -0.0));
        assertEquals("0x1.0p0|1234567.89", f("%a|%.2f", 1.0, 1234567.891));
        assertEquals("0.5|1|2|3", f("%.1f|%.0f|%.0f|%.0f", 0.45 + 0.05, 0.5, 1.5, 2.5));
    }

    @Test
    void textAndOthers() {
        assertEquals("  ab|ab  |AB|a|null|true|%|\n".replace("\n", System.lineSeparator()), f("%4s|%-4s|%S|%.1s|%s|%b|%%|%n", "ab", "ab", "ab", "ab", null, "x"));
        assertEquals("c|C|A", f("%c|%C|%c", 'c', 'c', 65));
        assertEquals("b a b b", f("%2$s %1$s %2$s %<s", "a", "b"));
        assertEquals("61", f("%h", "a"));
    }

    @Test
    void dates() {
        java.time.LocalDateTime t = java.time.LocalDateTime.of(2013, 8, 26, 7, 5, 9);
        assertEquals("2013-08-26 07:05:09 Mon Aug", f("%1$tF %1$tT %1$ta %1$tb", t));
    }

    @Test
    void errors() {
        assertThrows(MissingFormatArgumentException.class, () -> f("%d %d", 1));
        assertThrows(IllegalFormatException.class, () -> f("%d", "x"));
        assertThrows(IllegalFormatException.class, () -> f("%q", 1));
    }

    @Test
    void appendingFormatter() {
        StringBuilder b = new StringBuilder();
        try (Formatter x = new Formatter(b, Locale.GERMANY)) {
            x.format("%,.2f", 1234.5).format("!");
        }
        assertEquals("1.234,50!", b.toString());
    }

    @Test
    void decimalFormat() {
        DecimalFormat d = new DecimalFormat("#,##0.00;(#)", new DecimalFormatSymbols(Locale.ROOT));
        assertEquals("1,234.50", d.format(1234.5));
        assertEquals("(1.00)", d.format(-1));
        assertEquals("12.35%", new DecimalFormat("0.##%", new DecimalFormatSymbols(Locale.ROOT)).format(0.12345));
        assertEquals("1.23E4", new DecimalFormat("0.##E0", new DecimalFormatSymbols(Locale.ROOT)).format(12345));
    }

    @Test
    void numberFormats() throws Exception {
        assertEquals("1,234.568", NumberFormat.getInstance(Locale.US).format(1234.5678));
        assertEquals("1.234,568", NumberFormat.getInstance(Locale.GERMANY).format(1234.5678));
        assertEquals("$3.50", NumberFormat.getCurrencyInstance(Locale.US).format(3.5));
        assertEquals(1234.5, NumberFormat.getInstance(Locale.US).parse("1,234.5xyz").doubleValue());
        assertEquals("57%", NumberFormat.getPercentInstance(Locale.US).format(0.567));
    }

    @Test
    void messageAndChoice() {
        assertEquals("It's 3 files on disk", new MessageFormat("It''s {1,number,integer} files on {0}", Locale.US).format(new Object[] {"disk", 3}));
        assertEquals("no files|one file|many files", new ChoiceFormat("0#no files|1#one file|1<many files").format(0) + "|"
            + new ChoiceFormat("0#no files|1#one file|1<many files").format(1) + "|"
            + new ChoiceFormat("0#no files|1#one file|1<many files").format(5));
    }

    @Test
    void simpleDateFormat() throws Exception {
        SimpleDateFormat s = new SimpleDateFormat("yyyy-MM-dd'T'HH:mm:ss.SSS EEE", Locale.US);
        s.setTimeZone(TimeZone.getTimeZone("UTC"));
        assertEquals("1970-01-01T00:00:01.234 Thu", s.format(new Date(1234)));
        assertEquals(1234, s.parse("1970-01-01T00:00:01.234 Thu").getTime());
    }

    @Test
    void joinersAndTokenizers() {
        StringJoiner j = new StringJoiner(", ", "[", "]").setEmptyValue("none");
        assertEquals("none", j.toString());
        assertEquals("[a, b]", j.add("a").add("b").toString());
        StringTokenizer t = new StringTokenizer("a b\tc");
        assertEquals(3, t.countTokens());
        t.nextToken();
        assertEquals("b", t.nextToken());
    }
}
