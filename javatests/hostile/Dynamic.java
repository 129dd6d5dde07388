import java.util.Arrays;

/** Dynamic constants, call sites and method handles that cannot be resolved (JVMS §5.4.3.5, §5.4.3.6). */
final class Dynamic {
    private Dynamic() {
    }

    private static final String CONSTANT =
        "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;[Ljava/lang/Object;)Ljava/lang/Object;";
    private static final String SITE =
        "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;[Ljava/lang/Object;)"
        + "Ljava/lang/invoke/CallSite;";

    /** What the classes made here bootstrap with. */
    public static final class Boot {
        private Boot() {
        }

        public static Object constant(java.lang.invoke.MethodHandles.Lookup lookup, String name, Class<?> type, Object... rest) {
            return switch (name) {
                case "nothing" -> null;
                case "number" -> 5;
                case "fails" -> throw new IllegalStateException("on purpose");
                case "dies" -> throw new LinkageError("on purpose");
                default -> name + Arrays.toString(rest);
            };
        }

        public static java.lang.invoke.CallSite site(java.lang.invoke.MethodHandles.Lookup lookup, String name,
            java.lang.invoke.MethodType type, Object... rest) {
            return switch (name) {
                case "nothing" -> null;
                case "fails" -> throw new IllegalStateException("on purpose");
                case "other" -> new java.lang.invoke.ConstantCallSite(java.lang.invoke.MethodHandles.constant(String.class, "x"));
                default -> new java.lang.invoke.ConstantCallSite(java.lang.invoke.MethodHandles.empty(type));
            };
        }
    }

    private static int boot(Asm asm, String name, String descriptor) {
        return asm.handle(6, asm.method("Dynamic$Boot", name, descriptor));
    }

    private static Asm constant(String name, String descriptor) {
        Asm asm = new Asm("T");
        asm.bootstrap(boot(asm, "constant", CONSTANT), asm.string("a"), asm.integer(7));
        return asm.run(Asm.code(2, 0).op(0x13, asm.dynamic(0, name, descriptor)).op(0xb0));
    }

    static void all() {
        Case.run("a dynamic constant", constant("name", "Ljava/lang/String;"));
        Case.run("a dynamic constant of null", constant("nothing", "Ljava/lang/String;"));
        Case.run("a dynamic constant of the wrong type", constant("number", "Ljava/lang/String;"));
        Case.run("a dynamic constant that fails", constant("fails", "Ljava/lang/String;"));
        Case.run("a dynamic constant that dies", constant("dies", "Ljava/lang/String;"));
        Case.run("a dynamic constant of a missing class", constant("nothing", "Lno/Such;"));
        Asm number = new Asm("T");
        number.bootstrap(boot(number, "constant", CONSTANT));
        number.count(Asm.code(2, 0).op(0x13, number.dynamic(0, "nothing", "I")).op(0xac));
        Case.run("null as int", number);
        recursion();
        handles();
        sites();
    }

    private static void recursion() {
        Asm self = new Asm("T");
        int own = self.dynamic(0, "name", "Ljava/lang/Object;");
        self.bootstrap(boot(self, "constant", CONSTANT), own);
        self.run(Asm.code(2, 0).op(0x13, own).op(0xb0));
        Case.runForClass("a constant that needs itself", self);
        Asm two = new Asm("T");
        int first = two.dynamic(0, "first", "Ljava/lang/Object;");
        int second = two.dynamic(1, "second", "Ljava/lang/Object;");
        two.bootstrap(boot(two, "constant", CONSTANT), second);
        two.bootstrap(boot(two, "constant", CONSTANT), first);
        two.run(Asm.code(2, 0).op(0x13, first).op(0xb0));
        Case.runForClass("two constants that need each other", two);
        Asm site = new Asm("T");
        int needed = site.dynamic(0, "name", "Ljava/lang/Object;");
        site.bootstrap(boot(site, "constant", CONSTANT), needed);
        site.bootstrap(boot(site, "site", SITE), needed);
        site.run(Asm.code(2, 0).op(0xba, site.invokeDynamic(1, "m", "()Ljava/lang/Object;")).raw(0, 0).op(0xb0));
        Case.runForClass("a call site that needs such a constant", site);
        // The bootstrap method's own class asks for the constant again.
        Asm again = new Asm("T");
        int handle = again.handle(6, again.method("T", "boot", "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;"
            + "Ljava/lang/Class;)Ljava/lang/Object;"));
        again.bootstrap(handle);
        int constant = again.dynamic(0, "name", "Ljava/lang/Object;");
        again.method(Asm.PUBLIC | Asm.STATIC, "boot",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/Class;)Ljava/lang/Object;",
            Asm.code(2, 3).op(0x13, constant).op(0xb0));
        again.run(Asm.code(2, 0).op(0x13, constant).op(0xb0));
        Case.runForClass("a bootstrap method that needs its constant", again);
        // A chain that ends: each constant needs the one before.
        Asm chain = new Asm("T");
        int before = 0;
        for (int i = 0; i < 60; i++) {
            int next = chain.dynamic(i, "c" + i, "Ljava/lang/Object;");
            if (i == 0) {
                chain.bootstrap(boot(chain, "constant", CONSTANT));
            } else {
                chain.bootstrap(boot(chain, "constant", CONSTANT), before);
            }
            before = next;
        }
        chain.run(Asm.code(2, 0).op(0x13, before).op(0xb0));
        Case.run("sixty constants that need one another", chain);
        Asm deep = new Asm("T");
        for (int i = 0; i < 20_000; i++) {
            int next = deep.dynamic(i, "c" + i, "Ljava/lang/Object;");
            if (i == 0) {
                deep.bootstrap(boot(deep, "constant", CONSTANT));
            } else {
                deep.bootstrap(boot(deep, "constant", CONSTANT), before);
            }
            before = next;
        }
        deep.run(Asm.code(2, 0).op(0x13, before).op(0xb0));
        Case.tried("20,000 constants that need one another", () -> {
            try {
                return new Case.Loader().add(deep).loadClass("T").getMethod("run").invoke(null) == null;
            } catch (java.lang.reflect.InvocationTargetException e) {
                return "throws a " + e.getCause().getClass().getName();
            }
        });
    }

    private static void handles() {
        Object[][] all = {
            {6, "m", "java/lang/String", "none", "()V"}, {6, "m", "no/Such", "none", "()V"}, {5, "m", "java/lang/String", "length", "()I"},
            {6, "m", "java/lang/String", "length", "()I"}, {5, "m", "java/lang/Integer", "parseInt", "(Ljava/lang/String;)I"},
            {9, "i", "java/util/List", "size", "()I"}, {9, "i", "java/util/List", "none", "()I"}, {9, "m", "java/lang/String", "length", "()I"},
            {7, "m", "java/lang/String", "length", "()I"}, {8, "m", "java/lang/Object", "<init>", "()V"},
            {8, "m", "java/lang/Object", "toString", "()Ljava/lang/String;"}, {6, "m", "java/lang/Object", "<init>", "()V"},
            {1, "f", "java/lang/Integer", "value", "I"}, {2, "f", "java/lang/Integer", "MAX_VALUE", "I"},
            {4, "f", "java/lang/Integer", "MAX_VALUE", "I"}, {2, "f", "java/lang/Integer", "none", "I"}, {1, "f", "no/Such", "f", "I"},
            {1, "m", "java/lang/String", "length", "()I"}, {6, "f", "java/lang/Integer", "MAX_VALUE", "I"},
            {0, "m", "java/lang/String", "length", "()I"}, {10, "m", "java/lang/String", "length", "()I"},
            {5, "m", "java/lang/String", "length", "(Lno/Such;)I"}};
        for (Object[] at : all) {
            Asm asm = new Asm("T");
            String owner = (String) at[2];
            int reference = at[1].equals("f") ? asm.field(owner, (String) at[3], (String) at[4])
                : at[1].equals("i") ? asm.interfaceMethod(owner, (String) at[3], (String) at[4])
                : asm.method(owner, (String) at[3], (String) at[4]);
            asm.run(Asm.code(2, 0).op(0x13, asm.handle((int) at[0], reference)).op(0xb0));
            Case.run("a handle of kind " + at[0] + " on " + at[2] + "." + at[3] + at[4], asm);
        }
        for (String type : new String[] {"(Lno/Such;)V", "()Lno/Such;", "(" + "J".repeat(127) + ")V", "(" + "J".repeat(128) + ")V",
            "I", "(V)V", "()"}) {
            Asm asm = new Asm("T");
            asm.run(Asm.code(2, 0).op(0x13, asm.methodType(type)).op(0xb0));
            Case.tried("a method type " + (type.length() > 30 ? type.length() + " long" : type), () -> {
                Object made = new Case.Loader().add(asm).loadClass("T").getMethod("run").invoke(null);
                return made.toString().length();
            });
        }
    }

    private static void sites() {
        for (String name : new String[] {"good", "nothing", "fails", "other"}) {
            Asm asm = new Asm("T");
            asm.bootstrap(boot(asm, "site", SITE));
            asm.count(Asm.code(2, 0).op(0xba, asm.invokeDynamic(0, name, "()I")).raw(0, 0).op(0xac));
            Case.run("a call site " + name, asm);
        }
        for (int count : new int[] {250, 252, 253, 254, 255, 256}) {
            Asm asm = new Asm("T");
            asm.bootstrap(boot(asm, "site", SITE));
            asm.count(Asm.code(300, 0).repeat(count, 0x04)
                .op(0xba, asm.invokeDynamic(0, "m", "(" + "I".repeat(count) + ")I")).raw(0, 0).op(0xac));
            Case.runForClass("a call site of " + count + " arguments", asm);
        }
        for (int count : new int[] {240, 251, 255, 1000}) {
            Asm asm = new Asm("T");
            int[] arguments = new int[count];
            Arrays.fill(arguments, asm.integer(1));
            asm.bootstrap(boot(asm, "site", SITE), arguments);
            asm.count(Asm.code(2, 0).op(0xba, asm.invokeDynamic(0, "m", "()I")).raw(0, 0).op(0xac));
            Case.runForClass("a bootstrap method of " + count + " arguments", asm);
        }
        Asm none = new Asm("T");
        none.bootstrap(boot(none, "none", SITE));
        none.count(Asm.code(2, 0).op(0xba, none.invokeDynamic(0, "m", "()I")).raw(0, 0).op(0xac));
        Case.run("a bootstrap method that is missing", none);
        Asm row = new Asm("T");
        row.bootstrap(boot(row, "site", SITE));
        row.count(Asm.code(2, 0).op(0xba, row.invokeDynamic(9, "m", "()I")).raw(0, 0).op(0xac));
        Case.run("a row that is missing", row);
        Asm table = new Asm("T");
        table.count(Asm.code(2, 0).op(0xba, table.invokeDynamic(0, "m", "()I")).raw(0, 0).op(0xac));
        Case.run("a table that is missing", table);
        Asm field = new Asm("T");
        field.bootstrap(field.handle(2, field.field("java/lang/Integer", "MAX_VALUE", "I")));
        field.count(Asm.code(2, 0).op(0xba, field.invokeDynamic(0, "m", "()I")).raw(0, 0).op(0xac));
        Case.runForClass("a field as bootstrap method", field);
        Asm arity = new Asm("T");
        arity.bootstrap(arity.handle(6, arity.method("java/lang/Integer", "parseInt", "(Ljava/lang/String;)I")));
        arity.count(Asm.code(2, 0).op(0xba, arity.invokeDynamic(0, "m", "()I")).raw(0, 0).op(0xac));
        Case.runForClass("a bootstrap method of the wrong form", arity);
        Asm string = new Asm("T");
        string.bootstrap(string.string("no handle"));
        string.count(Asm.code(2, 0).op(0xba, string.invokeDynamic(0, "m", "()I")).raw(0, 0).op(0xac));
        Case.run("a string as bootstrap method", string);
        Asm bytes = new Asm("T");
        bytes.bootstrap(boot(bytes, "site", SITE), bytes.utf8("x"));
        bytes.count(Asm.code(2, 0).op(0xba, bytes.invokeDynamic(0, "m", "()I")).raw(0, 0).op(0xac));
        Case.run("bytes as bootstrap argument", bytes);
        Asm init = new Asm("T");
        init.bootstrap(boot(init, "site", SITE));
        init.count(Asm.code(2, 0).op(0xba, init.invokeDynamic(0, "<init>", "()I")).raw(0, 0).op(0xac));
        Case.run("a call site named <init>", init);
    }
}
