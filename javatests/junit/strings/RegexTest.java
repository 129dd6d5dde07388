package strings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** java.util.regex. */
class RegexTest {
    @Test
    void groups() {
        Matcher m = Pattern.compile("(\\d{4})-(?<month>\\d\\d)-(\\d\\d)").matcher("on 2013-08-26 and 2014-09-01");
        assertTrue(m.find());
        assertEquals("2013-08-26", m.group());
        assertEquals("08", m.group("month"));
        assertEquals(3, m.groupCount());
        assertEquals(3, m.start());
        assertTrue(m.find());
        assertEquals("01", m.group(3));
        assertFalse(m.find());
        assertThrows(IllegalStateException.class, m::group);
    }

    @Test
    void greedyLazyPossessive() {
        assertEquals("<b>x</b>", first("<.+>", "<b>x</b>"));
        assertEquals("<b>", first("<.+?>", "<b>x</b>"));
        assertEquals(null, first("<.++>", "<b>x</b>"));
        assertEquals("aaa", first("a{2,3}", "aaaa"));
    }

    private static String first(String regex, String in) {
        Matcher m = Pattern.compile(regex).matcher(in);
        return m.find() ? m.group() : null;
    }

    @Test
    void lookaround() {
        assertEquals("bar", first("(?<=foo)bar", "xbar foobar"));
        assertEquals("q", first("q(?!u)", "quiqa"));
        assertEquals("12", first("\\d+(?= EUR)", "10 USD 12 EUR"));
    }

    @Test
    void backreferencesAndFlags() {
        assertEquals("abab", first("(ab)\\1", "xababx"));
        assertEquals("HeLLo", first("(?i)hello", "say HeLLo"));
        assertEquals("line2", first("(?m)^line2$", "line1\nline2\nline3"));
        assertEquals("a\nb", first("(?s)a.b", "a\nb"));
        assertTrue(Pattern.compile("a b # comment", Pattern.COMMENTS).matcher("ab").matches());
        assertEquals("É", Pattern.compile("é", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE).matcher("É").replaceAll("$0"));
    }

    @Test
    void replacing() {
        assertEquals("2-1 4-3", "1-2 3-4".replaceAll("(\\d)-(\\d)", "$2-$1"));
        assertEquals("x-2 1-2", "1-2 1-2".replaceFirst("1", "x"));
        assertEquals("A1B2", Pattern.compile("[a-z]").matcher("a1b2").replaceAll(r -> r.group().toUpperCase()));
        assertEquals("cost $5", "cost X".replaceAll("X", Matcher.quoteReplacement("$5")));
        StringBuilder b = new StringBuilder();
        Matcher m = Pattern.compile("\\d+").matcher("a1b22c");
        while (m.find()) {
            m.appendReplacement(b, "<" + m.group().length() + ">");
        }
        m.appendTail(b);
        assertEquals("a<1>b<2>c", b.toString());
    }

    @Test
    void splittingAndStreams() {
        assertArrayEquals(new String[] {"a", "b", "c"}, Pattern.compile("\\s*;\\s*").split("a ; b;c"));
        List<String> words = Pattern.compile("\\w+").matcher("to be, or not").results().map(r -> r.group()).collect(Collectors.toList());
        assertEquals(List.of("to", "be", "or", "not"), words);
        assertEquals(2, List.of("a1", "b", "c3").stream().filter(Pattern.compile("\\d").asPredicate()).count());
    }

    @Test
    void unicodeClasses() {
        assertEquals("žluť", first("\\p{L}+", "123 žluť!"));
        assertEquals("Ж", first("\\p{IsCyrillic}", "abЖ"));
        assertEquals("é", first("[^\\p{ASCII}]", "caf\u00e9"));
        assertEquals("😀", first("[\\x{1F600}-\\x{1F64F}]", "x😀"));
    }

    @Test
    void syntaxErrors() {
        PatternSyntaxException e = assertThrows(PatternSyntaxException.class, () -> Pattern.compile("a(b"));
        assertEquals("Unclosed group", e.getDescription());
        assertEquals(3, e.getIndex());
        assertThrows(PatternSyntaxException.class, () -> Pattern.compile("[z-a]"));
        assertTrue("a.b".matches(Pattern.quote("a.b")));
    }

    @Test
    void regionsAndHitEnd() {
        Matcher m = Pattern.compile("abc").matcher("xxab");
        assertFalse(m.find());
        assertTrue(m.hitEnd());
        m = Pattern.compile("\\d+").matcher("12345").region(1, 3);
        assertTrue(m.matches());
        assertEquals("23", m.group());
        assertTrue(Pattern.compile("ab").matcher("abc").lookingAt());
    }
}
