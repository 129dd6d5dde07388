/** Damage to the structure of the file (JVMS §4.8). */
final class Format {
    private Format() {
    }

    static void all() {
        byte[] good = new Asm("T").count(Asm.code(1, 0).op(0x08).op(0xac)).bytes();
        Case.tried("whole", () -> new Case.Loader().define(null, good).getName());
        Case.tried("empty", () -> new Case.Loader().define(null, new byte[0]));
        int accepted = 0;
        StringBuilder errors = new StringBuilder();
        for (int length = 0; length < good.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(good, length);
            try {
                new Case.Loader().define(null, cut);
                accepted++;
            } catch (Throwable t) {
                if (errors.indexOf(t.getClass().getName()) < 0) {
                    errors.append(' ').append(t.getClass().getName());
                }
            }
        }
        System.out.println("cut: " + accepted + " accepted;" + errors);
        Case.tried("one byte too many", () -> new Case.Loader().define(null, java.util.Arrays.copyOf(good, good.length + 1)));
        Case.tried("no magic", () -> {
            byte[] bad = good.clone();
            bad[0] = 0;
            return new Case.Loader().define(null, bad);
        });
        for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 100}) {
            Case.run("an attribute of " + length + " bytes", new Asm("T").attribute("Unknown", length, new byte[5]));
        }
        Case.run("an attribute of 8 MB", new Asm("T").attribute("Unknown", new byte[8 << 20]));
        Asm many = new Asm("T");
        for (int i = 0; i < 65_535; i++) {
            many.attribute("Unknown", new byte[0]);
        }
        Case.run("65,535 attributes", many);
        Case.run("a field twice", new Asm("T").field(1, "f", "I").field(1, "f", "I"));
        Case.run("a method twice", new Asm("T").method(0x401, "m", "()V", null).method(0x401, "m", "()V", null).flags(0x421));
        for (String descriptor : new String[] {"", "V", "Q", "[", "L", "L;", "Ljava/lang/Object", "II", "[V", "L[I;", "La.b;"}) {
            Case.run("a field of type \"" + descriptor + "\"", new Asm("T").field(1, "f", descriptor));
        }
        for (String descriptor : new String[] {"", "()", "(", ")V", "(V)V", "()VV", "(I", "(Lx)V", "(" + "I".repeat(256) + ")V",
            "(" + "J".repeat(128) + ")V", "()[V"}) {
            Case.run("a method of type \"" + (descriptor.length() > 20 ? descriptor.length() + " long" : descriptor) + "\"",
                new Asm("T").flags(0x421).method(0x401, "m", descriptor, null));
        }
        Case.run("255 arguments and a receiver",
            new Asm("T").flags(0x421).method(0x401, "m", "(" + "I".repeat(255) + ")V", null));
        for (String name : new String[] {"", "a.b", "a;b", "a[b", "a/b", "<x>", "<init", "<clinit>", "<init>"}) {
            Case.run("a field named \"" + name + "\"", new Asm("T").field(1, name, "I"));
            Case.run("a method named \"" + name + "\"", new Asm("T").flags(0x421).method(0x401, name, "()V", null));
        }
        Case.run("a constructor that returns", new Asm("T").method(1, "<init>", "()I", Asm.code(1, 1).op(0x04).op(0xac)));
        Case.run("a static constructor", new Asm("T").method(9, "<init>", "()V", Asm.code(1, 1).op(0xb1)));
        Case.run("an initializer that is not static", new Asm("T").method(1, "<clinit>", "()V", Asm.code(1, 1).op(0xb1)));
        Case.run("an initializer with arguments", new Asm("T").method(8, "<clinit>", "(I)V", Asm.code(1, 1).op(0xb1)));
        Case.run("abstract with code", new Asm("T").flags(0x421).method(0x401, "m", "()V", Asm.code(0, 1).op(0xb1)));
        Case.run("neither abstract nor code", new Asm("T").method(1, "m", "()V", null));
        for (int flags : new int[] {3, 7, 0x410, 0x402, 0x420, 0x500, 0xffff}) {
            Case.run("method flags " + Integer.toHexString(flags), new Asm("T").flags(0x421).method(flags, "m", "()V", null));
        }
        for (int flags : new int[] {3, 0x50, 0xffff}) {
            Case.run("field flags " + Integer.toHexString(flags), new Asm("T").field(flags, "f", "I"));
        }
        Asm face = Asm.anInterface("T").field(1, "f", "I");
        Case.run("an instance field of an interface", face);
        Asm huge = new Asm("T");
        for (int i = 0; huge.constants() < 65_500; i++) {
            huge.integer(i);
        }
        Case.run("65,500 constants", huge);
        Asm text = new Asm("T");
        text.run(Asm.code(1, 0).op(0x13, text.string("x".repeat(65_535))).op(0xb0));
        Case.tried("a string of 65,535 bytes", () ->
            new Case.Loader().add(text).loadClass("T").getMethod("run").invoke(null).toString().length());
        Asm broken = new Asm("T");
        broken.run(Asm.code(1, 0).op(0x13, broken.string("\u00c0")).op(0xb0));
        Case.run("a string of broken bytes", broken);
        Asm zero = new Asm("T");
        zero.run(Asm.code(1, 0).op(0x13, zero.string("a\u0000b")).op(0xb0));
        Case.run("a string with a zero byte", zero);
    }
}
