package exceptions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The helpful messages of NullPointerException (JEP 358), shape by shape. */
class NullPointerMessagesTest {
    static class Node {
        Node next;
        int value;
        int[] values;
        Node[] nodes;
        long[][] table;
        String name;
        static Node root;

        Node next() {
            return next;
        }

        static Node make(int n, String s) {
            return null;
        }

        String name() {
            return name;
        }
    }

    private Node field;

    private static void check(String expected, Executable e) {
        assertEquals(expected, assertThrows(NullPointerException.class, e).getMessage());
    }

    @Test
    void invokeOnALocal() {
        check("Cannot invoke \"String.length()\" because \"text\" is null", () -> {
            String text = null;
            text.length();
        });
    }

    @Test
    void invokeOnAParameter() {
        check("Cannot invoke \"Object.toString()\" because \"o\" is null", () -> onParameter(null));
    }

    private static String onParameter(Object o) {
        return o.toString();
    }

    @Test
    void invokeOnAField() {
        check("Cannot invoke \"exceptions.NullPointerMessagesTest$Node.next()\" because \"this.field\" is null", () -> field.next());
    }

    @Test
    void invokeOnAStaticField() {
        check("Cannot invoke \"exceptions.NullPointerMessagesTest$Node.name()\" because"
            + " \"exceptions.NullPointerMessagesTest$Node.root\" is null", () -> Node.root.name());
    }

    @Test
    void invokeOnAReturnValue() {
        check("Cannot invoke \"String.trim()\" because the return value of"
            + " \"exceptions.NullPointerMessagesTest$Node.name()\" is null", () -> new Node().name().trim());
        check("Cannot invoke \"exceptions.NullPointerMessagesTest$Node.next()\" because the return value of"
            + " \"exceptions.NullPointerMessagesTest$Node.make(int, String)\" is null", () -> Node.make(3, "x").next());
    }

    @Test
    void readAField() {
        check("Cannot read field \"value\" because \"n\" is null", () -> {
            Node n = null;
            assertEquals(0, n.value);
        });
        check("Cannot read field \"next\" because \"n.next.next\" is null", () -> {
            Node n = new Node();
            n.next = new Node();
            assertNull(n.next.next.next);
        });
    }

    @Test
    void assignAField() {
        check("Cannot assign field \"value\" because \"this.field\" is null", () -> field.value = 3);
        check("Cannot assign field \"name\" because the return value of"
            + " \"exceptions.NullPointerMessagesTest$Node.next()\" is null", () -> new Node().next().name = "x");
    }

    @Test
    void loadFromArrays() {
        check("Cannot load from int array because \"a\" is null", () -> {
            int[] a = null;
            assertEquals(0, a[2]);
        });
        check("Cannot load from object array because \"n.nodes\" is null", () -> {
            Node n = new Node();
            assertNull(n.nodes[0]);
        });
        check("Cannot load from long array because \"n.table[1]\" is null", () -> {
            Node n = new Node();
            n.table = new long[2][];
            assertEquals(0, n.table[1][0]);
        });
        check("Cannot load from byte/boolean array because \"b\" is null", () -> {
            boolean[] b = null;
            assertEquals(true, b[0]);
        });
        check("Cannot load from char array because \"c\" is null", () -> {
            char[] c = null;
            assertEquals('c', c[0]);
        });
        check("Cannot load from short array because \"s\" is null", () -> {
            short[] s = null;
            assertEquals(1, s[0]);
        });
        check("Cannot load from float array because \"f\" is null", () -> {
            float[] f = null;
            assertEquals(1, f[0]);
        });
        check("Cannot load from double array because \"d\" is null", () -> {
            double[] d = null;
            assertEquals(1, d[0]);
        });
    }

    @Test
    void storeToArrays() {
        check("Cannot store to int array because \"n.values\" is null", () -> {
            Node n = new Node();
            n.values[1] = 5;
        });
        check("Cannot store to object array because \"all[i]\" is null", () -> {
            Object[][] all = new Object[2][];
            int i = 1;
            all[i][0] = "x";
        });
        check("Cannot store to long array because \"this.field.table[2]\" is null", () -> {
            field = new Node();
            field.table = new long[3][];
            field.table[2][1] = 5;
        });
        check("Cannot store to byte/boolean array because \"b\" is null", () -> {
            byte[] b = null;
            b[0] = 1;
        });
    }

    @Test
    void arrayLength() {
        check("Cannot read the array length because \"a\" is null", () -> {
            int[] a = null;
            assertEquals(0, a.length);
        });
        check("Cannot read the array length because \"n.table[0]\" is null", () -> {
            Node n = new Node();
            n.table = new long[1][];
            assertEquals(0, n.table[0].length);
        });
    }

    @Test
    void throwNull() {
        check("Cannot throw exception because \"e\" is null", () -> {
            RuntimeException e = null;
            throw e;
        });
        check("Cannot throw exception because \"null\" is null", () -> {
            throw null;
        });
    }

    @Test
    void synchronizedOnNull() {
        check("Cannot enter synchronized block because \"this.field\" is null", () -> {
            synchronized (field) {
                assertNull(field);
            }
        });
    }

    @Test
    void unboxing() {
        check("Cannot invoke \"java.lang.Integer.intValue()\" because \"i\" is null", () -> {
            Integer i = null;
            int j = i;
            assertEquals(0, j);
        });
        check("Cannot invoke \"java.lang.Boolean.booleanValue()\" because the return value of"
            + " \"java.util.HashMap.get(Object)\" is null", () -> {
                if (new java.util.HashMap<String, Boolean>().get("x")) {
                    throw new AssertionError();
                }
            });
    }

    @Test
    void forEachOverNull() {
        check("Cannot invoke \"java.util.List.iterator()\" because \"list\" is null", () -> {
            java.util.List<String> list = null;
            for (String s : list) {
                throw new AssertionError(s);
            }
        });
        // The array of a for-each is in a local that javac invented.
        check("Cannot read the array length because \"<local1>\" is null", () -> {
            String[] all = null;
            for (String s : all) {
                throw new AssertionError(s);
            }
        });
    }

    @Test
    void switchOnNull() {
        check("Cannot invoke \"String.hashCode()\" because \"<local1>\" is null", () -> {
            String s = null;
            switch (s) {
                case "a":
                    throw new AssertionError();
                default:
            }
        });
    }

    @Test
    void descriptionsAreCutAtFiveSteps() {
        check("Cannot load from object array because \"nodes[2].nodes[3].nodes\" is null", () -> {
            Node n = new Node();
            n.nodes = new Node[3];
            n.nodes[2] = new Node();
            n.nodes[2].nodes = new Node[4];
            n.nodes[2].nodes[3] = new Node();
            assertNull(n.nodes[2].nodes[3].nodes[4]);
        });
    }

    @Test
    void callsAsIndices() {
        check("Cannot read field \"value\" because \"n.nodes[java.lang.Math.abs(int)]\" is null", () -> {
            Node n = new Node();
            n.nodes = new Node[3];
            assertEquals(0, n.nodes[Math.abs(-1)].value);
        });
    }

    @Test
    void explicitlyThrownHasItsOwnMessage() {
        check(null, () -> {
            throw new NullPointerException();
        });
        check("mine", () -> {
            throw new NullPointerException("mine");
        });
        check("required", () -> java.util.Objects.requireNonNull(null, "required"));
        check(null, () -> java.util.Objects.requireNonNull(null));
    }

    @Test
    void lambdaAndCapturedVariables() {
        String captured = System.getProperty("no.such.property");
        check("Cannot invoke \"String.length()\" because \"captured\" is null", () -> captured.length());
    }

    @Test
    void invokeInterfaceAndPrivate() {
        check("Cannot invoke \"java.lang.Runnable.run()\" because \"r\" is null", () -> {
            Runnable r = null;
            r.run();
        });
        check("Cannot invoke \"exceptions.NullPointerMessagesTest.hidden()\" because \"t\" is null", () -> {
            NullPointerMessagesTest t = null;
            t.hidden();
        });
    }

    private void hidden() {
        field = null;
    }
}
