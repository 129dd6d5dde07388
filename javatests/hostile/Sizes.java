import java.lang.reflect.Array;
import java.lang.reflect.Field;

/** Limits of the class-file format and of operands: many fields and methods, long code, deep arrays. */
public final class Sizes {
    private Sizes() {
    }

    private static final String[] KINDS = {"Z", "B", "C", "S", "I", "J", "F", "D", "Ljava/lang/Object;"};

    public static void main(String[] args) {
        farFields("fields beyond 65,535 bytes", Asm.PUBLIC);
        farFields("volatile fields beyond 65,535 bytes", Asm.PUBLIC | Asm.VOLATILE);
        farReference();
        mostFields("65,535 fields", Asm.PUBLIC);
        mostFields("65,535 static fields", Asm.PUBLIC | Asm.STATIC);
        manyMethods();
        code();
        switches();
        stacks();
        arrays();
        deepHierarchies();
    }

    /** 10,000 longs push one field of each kind far away; code puts, gets, and gets again after it was rewritten. */
    private static void farFields(String label, int access) {
        Asm big = new Asm("Big");
        for (int i = 0; i < 10_000; i++) {
            big.field(Asm.PUBLIC, "f" + i, "J");
        }
        for (String kind : KINDS) {
            big.field(access, "last", kind);
        }
        big.constructor();
        Asm small = new Asm("Small").extending("Big");
        for (String kind : KINDS) {
            small.field(access, "own", kind);
        }
        small.constructor();
        Case.Loader loader = new Case.Loader().add(big).add(small);
        for (String kind : KINDS) {
            String owner = kind.equals("S") || kind.equals("D") ? "Small" : "Big";
            String field = owner.equals("Small") ? "own" : "last";
            Asm user = new Asm("User" + kind.charAt(0));
            int at = user.field(owner, field, kind);
            // static void put(Big, kind); static kind get(Big)
            int load = kind.equals("J") ? 0x1f : kind.equals("D") ? 0x27 : kind.equals("F") ? 0x23
                : kind.startsWith("L") ? 0x2b : 0x1b;
            int give = kind.equals("J") ? 0xad : kind.equals("D") ? 0xaf : kind.equals("F") ? 0xae
                : kind.startsWith("L") ? 0xb0 : 0xac;
            user.method(Asm.PUBLIC | Asm.STATIC, "put", "(L" + owner + ";" + kind + ")V",
                Asm.code(3, 3).op(0x2a).op(load).op(0xb5, at).op(0xb1));
            user.method(Asm.PUBLIC | Asm.STATIC, "get", "(L" + owner + ";)" + kind,
                Asm.code(2, 1).op(0x2a).op(0xb4, at).op(give));
            Case.tried(label + " " + kind, () -> {
                Class<?> c = loader.add(user).loadClass("User" + kind.charAt(0));
                Class<?> target = loader.loadClass(owner);
                Object object = loader.loadClass("Small").getConstructor().newInstance();
                Object[] values = values(kind);
                StringBuilder seen = new StringBuilder();
                for (int round = 0; round < 3; round++) {
                    for (Object value : values) {
                        Class<?> type = kind.startsWith("L") ? Object.class : primitive(value);
                        c.getMethod("put", target, type).invoke(null, object, value);
                        seen.append(c.getMethod("get", target).invoke(null, object)).append(' ');
                    }
                    System.gc();
                }
                Field reflected = null;
                for (Field candidate : target.getDeclaredFields()) {
                    if (candidate.getName().equals(field) && candidate.getType() == type(kind, values[0])) {
                        reflected = candidate;
                    }
                }
                reflected.set(object, values[0]);
                seen.append(c.getMethod("get", target).invoke(null, object));
                Case.triedForClass(label + " " + kind + " of null", () -> c.getMethod("get", target).invoke(null, (Object) null));
                Case.triedForClass(label + " " + kind + " to null",
                    () -> c.getMethod("put", target, type(kind, values[0])).invoke(null, null, values[0]));
                return seen;
            });
        }
    }

    /** A far reference is followed by the collector, from an old object to a new one too. */
    private static void farReference() {
        Asm big = new Asm("Big");
        for (int i = 0; i < 10_000; i++) {
            big.field(Asm.PUBLIC, "f" + i, "J");
        }
        big.field(Asm.PUBLIC, "last", "Ljava/lang/Object;").constructor();
        int at = big.field("Big", "last", "Ljava/lang/Object;");
        big.method(Asm.PUBLIC | Asm.STATIC, "put", "(LBig;Ljava/lang/Object;)V",
            Asm.code(2, 2).op(0x2a).op(0x2b).op(0xb5, at).op(0xb1));
        Case.tried("a far reference", () -> {
            Class<?> c = new Case.Loader().add(big).loadClass("Big");
            Object object = c.getConstructor().newInstance();
            System.gc();
            System.gc();
            StringBuilder seen = new StringBuilder();
            for (int round = 0; round < 5; round++) {
                c.getMethod("put", c, Object.class).invoke(null, object, new StringBuilder("fresh").append(round));
                byte[][] garbage = new byte[64][];
                for (int i = 0; i < 1000; i++) {
                    garbage[i % 64] = new byte[10_000];
                }
                if (round % 2 == 0) {
                    System.gc();
                }
                seen.append(c.getField("last").get(object)).append(' ');
            }
            return seen;
        });
    }

    private static Class<?> type(String kind, Object value) {
        return kind.startsWith("L") ? Object.class : primitive(value);
    }

    private static Class<?> primitive(Object box) {
        return box instanceof Boolean ? boolean.class : box instanceof Byte ? byte.class
            : box instanceof Character ? char.class : box instanceof Short ? short.class
            : box instanceof Integer ? int.class : box instanceof Long ? long.class
            : box instanceof Float ? float.class : double.class;
    }

    private static Object[] values(String kind) {
        return switch (kind) {
            case "Z" -> new Object[] {true, false, true};
            case "B" -> new Object[] {(byte) -1, (byte) 77};
            case "C" -> new Object[] {'x', '\u00e9', '\uabcd'};
            case "S" -> new Object[] {(short) -2, (short) 30_000};
            case "I" -> new Object[] {-3, 123_456_789};
            case "J" -> new Object[] {-4L, 1L << 60};
            case "F" -> new Object[] {1.5f, -0.0f};
            case "D" -> new Object[] {2.5, Double.MIN_VALUE};
            default -> new Object[] {"text", "other"};
        };
    }

    private static String manyName(int i) {
        return "n" + (i & 255);
    }

    private static String manyDescriptor(int i) {
        return "[".repeat(1 + (i >> 8) % 128) + (i >> 8 < 128 ? "I" : "J");
    }

    private static void mostFields(String label, int access) {
        Asm most = new Asm("Most");
        for (int i = 0; i < 65_535; i++) {
            most.field(access, manyName(i), manyDescriptor(i));
        }
        boolean isStatic = (access & Asm.STATIC) != 0;
        most.constructor();
        int last = most.field("Most", manyName(65_534), manyDescriptor(65_534));
        Asm.Code code = Asm.code(3, 1);
        if (!isStatic) {
            code.op(0xbb, most.cls("Most")).op(0x59).op(0xb7, most.method("Most", "<init>", "()V")).op(0x59);
        }
        code.op(0x01).op(0xc0, most.cls(manyDescriptor(65_534))).op(isStatic ? 0xb3 : 0xb5, last);
        code.op(isStatic ? 0xb2 : 0xb4, last).op(0xb0);
        most.run(code);
        Case.tried(label, () -> {
            Class<?> c = new Case.Loader().add(most).loadClass("Most");
            return c.getMethod("run").invoke(null) + " " + c.getDeclaredFields().length;
        });
    }

    private static void described(Asm asm, String prefix, int count, int value) {
        for (int i = 0; i < count; i++) {
            asm.method(Asm.PUBLIC, prefix + i % 600, "(" + "I".repeat(i / 600) + ")I",
                Asm.code(1, 1 + i / 600).op(0x11, value + i % 600).op(0xac));
        }
    }

    /** A class with 65,000 virtual methods and one with 1,000 more: indices of the table need more than 16 bits. */
    private static void manyMethods() {
        Asm first = new Asm("Level0").constructor();
        described(first, "a", 65_000, 1000);
        Asm second = new Asm("Level1").extending("Level0").constructor();
        described(second, "b", 1_000, 2000);
        Asm third = new Asm("Level2").extending("Level1").constructor();
        described(third, "a", 60, 3000);
        described(third, "b", 60, 4000);
        Asm user = new Asm("Calls");
        String[] calls = {"Level0.a7", "Level0.a77", "Level1.b7", "Level1.b599", "Level2.b0", "Level2.a0"};
        for (int i = 0; i < calls.length; i++) {
            String[] parts = calls[i].split("\\.");
            user.method(Asm.PUBLIC | Asm.STATIC, "call" + i, "()I", Asm.code(2, 0).op(0xbb, user.cls("Level2")).op(0x59)
                .op(0xb7, user.method("Level2", "<init>", "()V")).op(0xb6, user.method(parts[0], parts[1], "()I")).op(0xac));
        }
        Case.tried("66,000 virtual methods", () -> {
            Case.Loader loader = new Case.Loader().add(user).add(first).add(second).add(third);
            Class<?> c = loader.loadClass("Calls");
            StringBuilder s = new StringBuilder();
            for (int i = 0; i < 3 * calls.length; i++) {
                s.append(c.getMethod("call" + i % calls.length).invoke(null)).append(' ');
            }
            Object object = loader.loadClass("Level2").getConstructor().newInstance();
            return s.append(loader.loadClass("Level1").getMethod("b599").invoke(object));
        });
        Asm most = new Asm("MostMethods");
        for (int i = 0; i < 65_535; i++) {
            most.method(Asm.PUBLIC | Asm.STATIC, manyName(i), "(" + manyDescriptor(i) + ")I",
                Asm.code(1, 1).op(0x11, i % 1000).op(0xac));
        }
        Case.tried("65,535 methods", () -> {
            Class<?> c = new Case.Loader().add(most).loadClass("MostMethods");
            return c.getDeclaredMethods().length + " " + c.getMethod(manyName(65_534),
                Class.forName(manyDescriptor(65_534))).invoke(null, (Object) null);
        });
    }

    private static void code() {
        Asm longest = new Asm("Longest");
        longest.count(Asm.code(1, 0).repeat(65_533, 0x00).op(0x08).op(0xac));
        Case.run("65,535 bytes of code", longest);
        Asm tooLong = new Asm("TooLong");
        tooLong.count(Asm.code(1, 0).repeat(65_534, 0x00).op(0x08).op(0xac));
        Case.run("65,536 bytes of code", tooLong);
        Case.run("no code bytes", new Asm("NoCode").count(Asm.code(1, 0)));
        Case.run("a code length beyond the file", new Asm("Beyond").count(Asm.code(1, 0).op(0x04).op(0xac).lying(0x7fffffff)));
        Case.run("a negative code length", new Asm("Negative").count(Asm.code(1, 0).op(0x04).op(0xac).lying(0x80000002)));
        Asm locals = new Asm("Locals");
        locals.count(Asm.code(2, 65_535).raw(0x04, 0xc4, 0x36, 0xff, 0xfe, 0x08, 0xc4, 0x36, 0x80, 0x00)
            .raw(0xc4, 0x84, 0xff, 0xfe, 0x7f, 0xff, 0xc4, 0x15, 0xff, 0xfe, 0xc4, 0x15, 0x80, 0x00, 0x60, 0xac));
        Case.run("65,535 local variables", locals);
        Case.run("one local variable too many", new Asm("Local").count(
            Asm.code(2, 65_535).raw(0x04, 0xc4, 0x36, 0xff, 0xff, 0x04, 0xac)));
        Case.run("a long in the last local variable", new Asm("Long").count(
            Asm.code(2, 65_535).raw(0x09, 0xc4, 0x37, 0xff, 0xfe, 0x04, 0xac)));
        Asm both = new Asm("Both").count(
            Asm.code(65_535, 65_535).raw(0x04, 0xc4, 0x36, 0xff, 0xfe, 0xc4, 0x15, 0xff, 0xfe, 0xac));
        Thread roomy = new Thread(null, () -> Case.run("65,535 stack slots and local variables", both), "roomy", 64L << 20);
        roomy.start();
        try {
            roomy.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Asm recursive = new Asm("Recursive");
        int self = recursive.method("Recursive", "down", "(I)I");
        recursive.method(Asm.PUBLIC | Asm.STATIC, "down", "(I)I", Asm.code(65_535, 1).op(0x1a).op(0x9d, 5).op(0x03).op(0xac)
            .op(0x1a).op(0x04).op(0x64).op(0xb8, self).op(0x04).op(0x60).op(0xac).stackMap(1, new byte[] {6}));
        recursive.count(Asm.code(1, 0).op(0x08).op(0xb8, self).op(0xac));
        Case.run("five frames of 65,535 stack slots", recursive);
        // Every local variable of the lower half is stored and read: no two share a register.
        Asm many = new Asm("ManyLocals").version(49);
        Asm.Code body = Asm.code(2, 8000);
        for (int i = 0; i < 8000; i++) {
            body.op(0x05).op(0xc4).op(0x36, i);
        }
        body.op(0x03);
        for (int i = 0; i < 4000; i++) {
            body.op(0xc4).op(0x15, 2 * i).op(0x60);
        }
        many.count(body.op(0xac));
        Case.run("8,000 local variables in use", many);
        // A branch over 60,000 bytes, forth and back.
        Asm far = new Asm("Far").version(49);
        Asm.Code jump = Asm.code(2, 1).raw(0x03, 0x3b).op(0x1a).op(0x99, 8).raw(0xc8).u4(60_000 - 6);
        int start = jump.at();
        jump.repeat(60_000 - start, 0x00).raw(0x1a, 0x9a, 0x00, 0x0b, 0x84, 0x00, 0x01).raw(0xc8).u4(2 - 60_007);
        far.count(jump.raw(0x1a, 0xac));
        Case.run("far jumps", far);
        Asm handlers = new Asm("Handlers");
        Asm.Code many2 = Asm.code(2, 0).op(0x04).op(0x03).op(0x6c).op(0xac).op(0x57).op(0x10).raw(9).op(0xac);
        for (int i = 0; i < 65_535; i++) {
            many2.handler(0, 4, 4, i < 65_534 ? handlers.cls("java/lang/NullPointerException") : 0);
        }
        int arithmetic = handlers.cls("java/lang/Throwable");
        handlers.count(many2.stackMap(1, new Asm.Bytes().u1(64 + 4).u1(7).u2(arithmetic).toByteArray()));
        Case.run("65,535 exception handlers", handlers);
    }

    private static Asm.Code table(int low, int high, int entries) {
        // iload_0, tableswitch at 1: one pad byte-triple brings it to 4.
        Asm.Code code = Asm.code(1, 1).op(0x1a).raw(0xaa, 0, 0);
        int end = 4 + 12 + 4 * entries;
        code.u4(end - 1).u4(low).u4(high);
        for (int i = 0; i < entries; i++) {
            code.u4(end + (i % 2 == 0 ? 2 : 0) - 1);
        }
        return code.raw(0x04, 0xac, 0x05, 0xac);
    }

    private static void switches() {
        int entries = 16_000;
        Asm big = new Asm("Table").version(49);
        big.method(Asm.PUBLIC | Asm.STATIC, "at", "(I)I", table(-5, -5 + entries - 1, entries));
        Case.tried("tableswitch of 16,000", () -> {
            Class<?> c = new Case.Loader().add(big).loadClass("Table");
            StringBuilder s = new StringBuilder();
            for (int key : new int[] {Integer.MIN_VALUE, -6, -5, -4, 0, entries - 6, entries - 5, Integer.MAX_VALUE}) {
                s.append(c.getMethod("at", int.class).invoke(null, key)).append(' ');
            }
            return s;
        });
        for (int[] bounds : new int[][] {{1, 0}, {Integer.MIN_VALUE, Integer.MAX_VALUE}, {0, Integer.MAX_VALUE},
            {Integer.MAX_VALUE, Integer.MIN_VALUE}, {0, 100}}) {
            for (int version : new int[] {49, 61}) {
                Asm bad = new Asm("Table").version(version);
                bad.method(Asm.PUBLIC | Asm.STATIC, "at", "(I)I", table(bounds[0], bounds[1], 2));
                Case.runForClass("tableswitch " + bounds[0] + " to " + bounds[1] + ", version " + version, bad);
            }
        }
        for (int pairs : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x20000000, 3}) {
            for (int version : new int[] {49, 61}) {
                Asm bad = new Asm("Lookup").version(version);
                bad.method(Asm.PUBLIC | Asm.STATIC, "at", "(I)I",
                    Asm.code(1, 1).op(0x1a).raw(0xab, 0, 0).u4(11).u4(pairs).raw(0x04, 0xac));
                Case.runForClass("lookupswitch of " + pairs + " pairs, version " + version, bad);
            }
        }
        Asm unsorted = new Asm("Lookup").version(49);
        unsorted.method(Asm.PUBLIC | Asm.STATIC, "at", "(I)I",
            Asm.code(1, 1).op(0x1a).raw(0xab, 0, 0).u4(27).u4(2).u4(5).u4(27).u4(3).u4(27).raw(0x04, 0xac));
        Case.run("lookupswitch out of order", unsorted);
    }

    private static void stacks() {
        Asm deep = new Asm("Deep");
        deep.count(Asm.code(32_000, 0).repeat(32_000, 0x04).repeat(31_999, 0x60).op(0xac));
        Case.run("32,000 values on the stack", deep);
        Asm wide = new Asm("WideStack");
        wide.count(Asm.code(40_000, 0).repeat(20_000, 0x0a).repeat(19_999, 0x61).op(0x88).op(0xac));
        Case.run("20,000 longs on the stack", wide);
        Asm copies = new Asm("Copies").version(49);
        Asm.Code code = Asm.code(6_000, 1).repeat(5_000, 0x04);
        for (int i = 0; i < 2_000; i++) {
            code.op(0xa7, 3);
        }
        Asm.Code whole = code.repeat(4_999, 0x60).op(0xac);
        copies.count(whole);
        Case.run("2,000 branches with 5,000 values on the stack", copies);
        Case.run("the stack one too small", new Asm("Over").count(Asm.code(3, 0).repeat(4, 0x04).repeat(3, 0x60).op(0xac)));
        Case.run("no stack at all", new Asm("None").count(Asm.code(0, 0).op(0x04).op(0xac)));
    }

    private static void arrays() {
        String deep = "[".repeat(255) + "I";
        Asm most = new Asm("Array");
        Asm.Code code = Asm.code(256, 0).repeat(255, 0x04).op(0xc5, most.cls(deep)).raw(255).op(0xb0);
        most.run(code);
        Case.tried("255 dimensions", () -> {
            Class<?> c = new Case.Loader().add(most).loadClass("Array");
            return c.getMethod("run").invoke(null).getClass().getName().length();
        });
        Asm more = new Asm("Array");
        more.run(Asm.code(256, 0).op(0x04).op(0xbd, more.cls(deep)).op(0xb0));
        Case.run("anewarray of 255 dimensions", more);
        Asm name = new Asm("Array");
        name.run(Asm.code(256, 0).op(0x01).op(0xc0, name.cls("[" + deep)).op(0xb0));
        Case.run("a class of 256 dimensions", name);
        Asm descriptor = new Asm("Array").field(Asm.PUBLIC, "f", "[" + deep);
        Case.run("a field of 256 dimensions", descriptor);
        Case.tried("forName of 256 dimensions", () -> Class.forName("[" + deep));
        Case.tried("forName of 60,000 dimensions", () -> {
            try {
                return Class.forName("[".repeat(60_000) + "I");
            } catch (ClassNotFoundException e) {
                return e.getMessage().length();
            }
        });
        Case.tried("an array of 255 dimensions as element", () -> Array.newInstance(Class.forName(deep), 0));
        Case.tried("256 lengths", () -> Array.newInstance(int.class, new int[256]));
        Case.tried("255 lengths", () -> Array.newInstance(int.class, new int[255]).getClass().getName().length());
        Case.tried("arrayType of 255 dimensions", () -> Class.forName(deep).arrayType());
        for (int dimensions : new int[] {0, 3}) {
            Asm bad = new Asm("Array");
            bad.run(Asm.code(5, 0).repeat(3, 0x04).op(0xc5, bad.cls("[[I")).raw(dimensions).op(0xb0));
            Case.run("multianewarray of " + dimensions + " of two dimensions", bad);
        }
        Asm negative = new Asm("Array");
        negative.run(Asm.code(5, 0).op(0x03).op(0x02).op(0xc5, negative.cls("[[I")).raw(2).op(0xb0));
        Case.run("a negative inner length", negative);
        Asm huge = new Asm("Array");
        int max = huge.integer(Integer.MAX_VALUE);
        huge.run(Asm.code(5, 0).op(0x13, max).op(0x13, max).op(0xc5, huge.cls("[[J")).raw(2).op(0xb0));
        Case.runForClass("two huge lengths", huge);
        Asm plain = new Asm("Array");
        plain.run(Asm.code(5, 0).op(0x13, plain.integer(Integer.MAX_VALUE)).raw(0xbc, 11).op(0xb0));
        Case.runForClass("a huge length", plain);
        for (int kind : new int[] {0, 3, 12, 255}) {
            Asm bad = new Asm("Array");
            bad.run(Asm.code(5, 0).op(0x04).raw(0xbc, kind).op(0xb0));
            Case.run("newarray of kind " + kind, bad);
        }
    }

    private static void deepHierarchies() {
        Case.tried("1,000 superclasses from the bottom", () -> {
            Case.Loader loader = new Case.Loader();
            for (int i = 0; i <= 1_000; i++) {
                chained(loader, i);
            }
            Object last = loader.loadClass("Chain1000").getConstructor().newInstance();
            int depth = 0;
            for (Class<?> at = last.getClass(); at != null; at = at.getSuperclass()) {
                depth++;
            }
            return depth;
        });
        Case.tried("1,000 superinterfaces in a row", () -> {
            Case.Loader loader = new Case.Loader();
            for (int i = 0; i <= 1_000; i++) {
                Asm asm = Asm.anInterface("Face" + i);
                if (i > 0) {
                    asm.implementing("Face" + (i - 1));
                }
                loader.define(null, asm.bytes());
            }
            Class<?> c = loader.define(null, new Asm("Impl").implementing("Face1000").constructor().bytes());
            return loader.loadClass("Face0").isInstance(c.getConstructor().newInstance());
        });
        Case.tried("3,000 interfaces of one class", () -> {
            Case.Loader loader = new Case.Loader();
            Asm impl = new Asm("Impl");
            for (int i = 0; i < 3_000; i++) {
                loader.define(null, Asm.anInterface("Face" + i).bytes());
                impl.implementing("Face" + i);
            }
            Class<?> c = loader.define(null, impl.constructor().bytes());
            return loader.loadClass("Face2999").isInstance(c.getConstructor().newInstance());
        });
        Asm lying = new Asm("Lying").implementing("java/lang/Runnable");
        lying.interfaceCount = 65_535;
        Case.run("65,535 interfaces that are not there", lying);
        Asm same = new Asm("Same");
        for (int i = 0; i < 65_535; i++) {
            same.interfaces.add("java/lang/Runnable");
        }
        Case.run("65,535 times the same interface", same);
    }

    private static void chained(Case.Loader loader, int i) {
        Asm asm = new Asm("Chain" + i);
        if (i > 0) {
            asm.extending("Chain" + (i - 1));
        }
        loader.define(null, asm.constructor().bytes());
    }
}
