package strings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** String, StringBuilder, Character, charsets. */
class StringMethodsTest {
    @Test
    void searching() {
        String s = "abracadabra";
        assertEquals(0, s.indexOf('a'));
        assertEquals(3, s.indexOf("acad"));
        assertEquals(10, s.lastIndexOf('a'));
        assertEquals(7, s.lastIndexOf("abra"));
        assertEquals(7, s.indexOf("abra", 1));
        assertEquals(-1, s.indexOf("x"));
        assertEquals(11, s.indexOf("", 11));
        assertTrue(s.contains("cad"));
        assertTrue(s.startsWith("abra") && s.endsWith("bra") && s.startsWith("cad", 4));
        assertEquals(2, "a\u20acb\u20ac".indexOf('b'));
        assertEquals(1, "x\ud83d\ude00".indexOf(0x1F600));
    }

    @Test
    void comparing() {
        assertEquals(-1, "a".compareTo("b"));
        assertEquals(-2, "ab".compareTo("abcd"));
        assertEquals(0, "HeLLo".compareToIgnoreCase("hEllO"));
        assertTrue("Straße".equalsIgnoreCase("sTRAßE"));
        assertTrue("abc".contentEquals(new StringBuilder("abc")));
        assertTrue("xabcx".regionMatches(true, 1, "ABC", 0, 3));
        assertNotEquals("a", (Object) 'a');
        assertTrue("\u00e9".compareTo("\u20ac") < 0);
    }

    @Test
    void changing() {
        assertEquals("HELLO", "hello".toUpperCase(Locale.ROOT));
        assertEquals("STRASSE", "straße".toUpperCase(Locale.ROOT));
        assertEquals("i\u0307", "\u0130".toLowerCase(Locale.ROOT));
        assertEquals("hexxo", "hello".replace('l', 'x'));
        assertEquals("-a-b-", "ab".replace("", "-"));
        assertEquals("he__o", "hello".replace("l", "_"));
        assertSame("same", "same".replace('z', 'y'));
        assertEquals("x", "\t x \n".strip());
        assertEquals("x \n", "\t x \n".stripLeading());
        assertEquals("\t x", "\t x \n".stripTrailing());
        assertTrue(" \u2003".isBlank());
        assertEquals("ababab", "ab".repeat(3));
        assertEquals("", "ab".repeat(0));
        assertThrows(IllegalArgumentException.class, () -> "a".repeat(-1));
    }

    @Test
    void cutting() {
        assertEquals("cd", "abcdef".substring(2, 4));
        assertSame("whole", "whole".substring(0));
        assertEquals("", "abc".substring(3));
        assertThrows(StringIndexOutOfBoundsException.class, () -> "abc".substring(4));
        assertArrayEquals(new String[] {"a", "b", "", "c"}, "a,b,,c,,".split(","));
        assertArrayEquals(new String[] {"a", "b", "", "c", "", ""}, "a,b,,c,,".split(",", -1));
        assertArrayEquals(new String[] {"a", "b,,c"}, "a,b,,c".split(",", 2));
        assertEquals("a|b|c", String.join("|", List.of("a", "b", "c")));
        assertEquals(List.of("l1", "l2", "", "l4"), "l1\nl2\r\n\nl4\n".lines().collect(Collectors.toList()));
        assertArrayEquals(new char[] {'h', 'i'}, "hi".toCharArray());
    }

    @Test
    void indentationAndEscapes() {
        assertEquals("  a\n  b\n", "a\nb".indent(2));
        assertEquals("a\n b\n", "  a\n   b".stripIndent() + "\n");
        assertEquals("tab\there", "tab\\there".translateEscapes());
        assertEquals("5 x 3.14 ff", "%d %s %.2f %x".formatted(5, "x", 3.14159, 255));
        int n = "abc".transform(String::length);
        assertEquals(3, n);
    }

    @Test
    void hashCodes() {
        assertEquals(0, "".hashCode());
        assertEquals(99162322, "hello".hashCode());
        assertEquals("Aa".hashCode(), "BB".hashCode());
        assertEquals(8364 * 31 + 97, "\u20aca".hashCode());
    }

    @Test
    void codePoints() {
        String s = "a\ud83d\ude00z";
        assertEquals(4, s.length());
        assertEquals(3, s.codePointCount(0, s.length()));
        assertEquals(0x1F600, s.codePointAt(1));
        assertEquals(0xDE00, s.codePointAt(2));
        assertEquals(3, s.offsetByCodePoints(0, 2));
        assertArrayEquals(new int[] {'a', 0x1F600, 'z'}, s.codePoints().toArray());
        assertEquals(s, new String(new int[] {'a', 0x1F600, 'z'}, 0, 3));
        assertEquals("z\ud83d\ude00a", new StringBuilder(s).reverse().toString());
        assertEquals(2, Character.charCount(0x1F600));
        assertEquals("\ud83d\ude00", Character.toString(0x1F600));
    }

    @Test
    void characterClasses() {
        assertTrue(Character.isLetter('ž') && Character.isLetter('語'));
        assertTrue(Character.isDigit('٣'));
        assertEquals(3, Character.digit('٣', 10));
        assertEquals(15, Character.digit('f', 16));
        assertEquals(-1, Character.digit('g', 16));
        assertEquals('z', Character.forDigit(35, 36));
        assertTrue(Character.isWhitespace('\t') && !Character.isWhitespace('\u00a0'));
        assertTrue(Character.isUpperCase('Ž') && Character.toLowerCase('Ž') == 'ž');
        assertEquals(Character.UPPERCASE_LETTER, Character.getType('Q'));
        assertEquals("LATIN SMALL LETTER A", Character.getName('a'));
        assertEquals(Character.UnicodeBlock.CYRILLIC, Character.UnicodeBlock.of('Ж'));
        assertTrue(Character.isJavaIdentifierStart('_') && !Character.isJavaIdentifierPart('-'));
    }

    @Test
    void utf8() {
        String s = "aé€\ud83d\ude00";
        byte[] b = s.getBytes(StandardCharsets.UTF_8);
        assertArrayEquals(new byte[] {0x61, (byte) 0xc3, (byte) 0xa9, (byte) 0xe2, (byte) 0x82, (byte) 0xac, (byte) 0xf0, (byte) 0x9f, (byte) 0x98, (byte) 0x80}, b);
        assertEquals(s, new String(b, StandardCharsets.UTF_8));
        assertEquals("a\ufffdb", new String(new byte[] {'a', (byte) 0xff, 'b'}, StandardCharsets.UTF_8));
        assertEquals("?", new String("\ud800".getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }

    @Test
    void otherCharsets() throws Exception {
        assertArrayEquals(new byte[] {(byte) 0xe9, '?'}, "é€".getBytes(StandardCharsets.ISO_8859_1));
        assertArrayEquals(new byte[] {'?', 'x'}, "éx".getBytes(StandardCharsets.US_ASCII));
        assertArrayEquals(new byte[] {(byte) 0xfe, (byte) 0xff, 0x20, (byte) 0xac}, "€".getBytes(StandardCharsets.UTF_16));
        assertArrayEquals(new byte[] {(byte) 0xac, 0x20}, "€".getBytes(StandardCharsets.UTF_16LE));
        assertEquals("\u20ac", new String(new byte[] {0x20, (byte) 0xac}, StandardCharsets.UTF_16BE));
        assertArrayEquals(new byte[] {(byte) 0x9e}, "ž".getBytes("windows-1250"));
        assertEquals("ž", new String(new byte[] {(byte) 0xbe}, Charset.forName("ISO-8859-2")));
        assertThrows(java.io.UnsupportedEncodingException.class, () -> "x".getBytes("no-such"));
        assertTrue(Charset.isSupported("UTF-32"));
        assertTrue(Charset.availableCharsets().containsKey("UTF-8"));
    }

    @Test
    void builders() {
        StringBuilder b = new StringBuilder("abc");
        b.insert(1, 42).append(true).append(1.5f).append(new char[] {'x', 'y'}).append("12345", 1, 3).append((Object) null);
        assertEquals("a42bctrue1.5xy23null", b.toString());
        b.delete(1, 3).deleteCharAt(0).setCharAt(0, 'B');
        assertEquals("Bctrue1.5xy23null", b.toString());
        b.replace(0, 2, "<\u20ac>").setLength(5);
        assertEquals("<\u20ac>tr", b.toString());
        assertEquals("rt>\u20ac<", b.reverse().toString());
        assertEquals(3, b.indexOf("\u20ac"));
        b.setLength(7);
        assertEquals('\0', b.charAt(6));
        assertEquals(0, new StringBuilder("a").compareTo(new StringBuilder("a")));
        StringBuffer sb = new StringBuffer();
        for (int i = 0; i < 100; i++) {
            sb.append(i);
        }
        assertEquals(190, sb.length());
    }

    @Test
    void numbersToTextAndBack() {
        assertEquals("ff", Integer.toHexString(255));
        assertEquals("11111111111111111111111111111111", Integer.toBinaryString(-1));
        assertEquals("-zz", Integer.toString(-1295, 36));
        assertEquals(-1295, Integer.parseInt("-zz", 36));
        assertEquals("18446744073709551615", Long.toUnsignedString(-1L));
        assertEquals(-1L, Long.parseUnsignedLong("18446744073709551615"));
        assertEquals(-2147483648, Integer.parseInt("-2147483648"));
        assertThrows(NumberFormatException.class, () -> Integer.parseInt("2147483648"));
        assertEquals(255, Integer.decode("0xff"));
        assertEquals(1.5e-7, Double.parseDouble(" 1.5E-7 "));
        assertEquals("1.5E-7", Double.toString(1.5e-7));
        assertEquals("0x1.8p1", Double.toHexString(3.0));
        assertEquals(0.1f, Float.parseFloat("0.1"));
        assertEquals("3.4028235E38", Float.toString(Float.MAX_VALUE));
        assertEquals("2.2250738585072014E-308", Double.toString(Double.MIN_NORMAL));
        assertEquals("1.0E7", Double.toString(1e7));
        assertEquals("9999999.0", Double.toString(9999999));
        assertEquals("0.001", Double.toString(0.001));
        assertFalse(Boolean.parseBoolean("yes"));
        assertTrue(Boolean.parseBoolean("TRUE"));
    }

    @Test
    void valueOfAndCopies() {
        char[] c = {'a', 'b', 'c'};
        String s = new String(c, 1, 2);
        c[1] = 'z';
        assertEquals("bc", s);
        assertEquals("az", String.valueOf(c, 0, 2));
        assertEquals("null", String.valueOf((Object) null));
        char[] into = new char[4];
        "hello".getChars(1, 4, into, 1);
        assertEquals("\0ell", new String(into));
        CharSequence view = "abcdef".subSequence(1, 3);
        assertEquals("bc", view.toString());
        assertEquals(2, "abcb".chars().filter(x -> x == 'b').count());
    }
}
