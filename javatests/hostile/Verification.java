/** Code that breaks the rules of verification and of linking (JVMS §4.9, §4.10, §5.4.3), in new and old class files. */
final class Verification {
    private Verification() {
    }

    private static Asm counting(int version, Asm.Code code) {
        return new Asm("T").version(version).count(code);
    }

    static void all() {
        for (int version : new int[] {61, 49}) {
            simple(version);
        }
        uninitialized();
        opcodes();
        subroutines();
        handlers();
        versions();
        members();
    }

    private static void simple(int version) {
        String v = ", version " + version;
        Case.run("an empty stack" + v, counting(version, Asm.code(2, 0).op(0x57).op(0x04).op(0xac)));
        Case.run("falling off the end" + v, counting(version, Asm.code(2, 0).op(0x04)));
        Case.run("a jump out of the code" + v, counting(version, Asm.code(2, 0).op(0xa7, 0x7000)));
        Case.run("a jump before the code" + v, counting(version, Asm.code(2, 0).op(0xa7, 0xf000)));
        Case.run("a jump into an instruction" + v, counting(version, Asm.code(2, 0).op(0x11, 0x0404).op(0xa7, 0xfffe).op(0xac)));
        Case.run("half a long" + v, counting(version, Asm.code(4, 0).op(0x09).op(0x57).op(0xac)));
        Case.run("a long split by dup_x1" + v, counting(version, Asm.code(6, 0).op(0x09).op(0x04).raw(0x5a, 0xac)));
        Case.run("a long swapped" + v, counting(version, Asm.code(6, 0).op(0x04).op(0x09).raw(0x5f, 0xac)));
        Case.run("a reference as int" + v, counting(version, Asm.code(2, 0).op(0x01).op(0xac)));
        Case.run("an int as reference" + v, new Asm("T").version(version).run(Asm.code(2, 0).op(0x04).op(0xb0)));
        Case.run("no return value" + v, counting(version, Asm.code(2, 0).op(0xb1)));
        Case.run("an unset local" + v, counting(version, Asm.code(2, 3).op(0x1c).op(0xac)));
        Case.run("a local that is not there" + v, counting(version, Asm.code(2, 1).op(0x04).op(0x3d).op(0x04).op(0xac)));
        Case.run("arguments without room" + v, new Asm("T").version(version)
            .method(Asm.PUBLIC, "m", "(JJ)V", Asm.code(1, 4).op(0xb1)));
        Asm object = new Asm("T").version(version);
        object.run(Asm.code(2, 0).op(0x12).raw(object.string("x")).op(0xc0, object.cls("java/lang/Integer")).op(0xb0));
        Case.run("a wrong cast" + v, object);
        Asm field = new Asm("T").version(version);
        field.count(Asm.code(2, 0).op(0x12).raw(field.string("x")).op(0xb4, field.field("java/awt/Point", "x", "I")).op(0xac));
        Case.run("a field of another class" + v, field);
        Asm call = new Asm("T").version(version);
        call.count(Asm.code(2, 0).op(0x12).raw(call.string("x")).op(0xb6, call.method("java/lang/Integer", "intValue", "()I")).op(0xac));
        Case.run("a method of another class" + v, call);
        Asm abuse = new Asm("T").version(version);
        abuse.count(Asm.code(2, 0).op(0x12).raw(abuse.string("x")).op(0xb7, abuse.method("java/lang/String", "length", "()I")).op(0xac));
        Case.run("invokespecial of a stranger" + v, abuse);
        Asm init = new Asm("T").version(version);
        init.count(Asm.code(2, 0).op(0xb8, init.method("T", "<clinit>", "()V")).op(0x04).op(0xac));
        Case.run("a call of <clinit>" + v, init);
        Asm wrong = new Asm("T").version(version);
        wrong.count(Asm.code(2, 0).op(0xb2, wrong.cls("T")).op(0xac));
        Case.run("getstatic of a class" + v, wrong);
        Asm beyond = new Asm("T").version(version);
        beyond.count(Asm.code(2, 0).op(0xb2, 60_000).op(0xac));
        Case.run("a constant beyond the pool" + v, beyond);
        Asm zero = new Asm("T").version(version);
        zero.count(Asm.code(2, 0).op(0x12).raw(0).op(0xac));
        Case.run("constant 0" + v, zero);
        Asm ldc = new Asm("T").version(version);
        ldc.count(Asm.code(2, 0).op(0x13, ldc.longValue(5)).op(0xac));
        Case.run("ldc of a long" + v, ldc);
        Asm second = new Asm("T").version(version);
        second.count(Asm.code(2, 0).op(0x13, second.longValue(5) + 1).op(0xac));
        Case.run("ldc of the second half of a long" + v, second);
        Asm utf = new Asm("T").version(version);
        utf.count(Asm.code(2, 0).op(0x13, utf.utf8("x")).op(0xac));
        Case.run("ldc of bytes" + v, utf);
        Asm array = new Asm("T").version(version);
        array.count(Asm.code(4, 0).op(0x04).raw(0xbc, 6).op(0x03).op(0x2e).op(0xac));
        Case.run("a float[] read as int[]" + v, array);
        Asm store = new Asm("T").version(version);
        store.count(Asm.code(4, 0).op(0x04).op(0xbd, store.cls("java/lang/String")).op(0x03).op(0x12).raw(store.integer(5))
            .op(0xb8, store.method("java/lang/Integer", "valueOf", "(I)Ljava/lang/Integer;")).op(0x53).op(0x04).op(0xac));
        Case.run("an Integer into a String[]" + v, store);
        Asm monitor = new Asm("T").version(version);
        monitor.count(Asm.code(4, 0).op(0x12).raw(monitor.string("m")).op(0xc3).op(0x04).op(0xac));
        Case.runForClass("a monitor that is not held" + v, monitor);
        Asm thrown = new Asm("T").version(version);
        thrown.count(Asm.code(4, 0).op(0x12).raw(thrown.string("m")).op(0xbf));
        Case.run("a String thrown" + v, thrown);
    }

    private static void uninitialized() {
        for (int version : new int[] {61, 49}) {
            String v = ", version " + version;
            Asm none = new Asm("T").version(version);
            none.method(Asm.PUBLIC, "<init>", "()V", Asm.code(1, 1).op(0xb1));
            Case.run("a constructor that calls none" + v, none);
            Asm twice = new Asm("T").version(version);
            int parent = twice.method("java/lang/Object", "<init>", "()V");
            twice.method(Asm.PUBLIC, "<init>", "()V",
                Asm.code(1, 1).op(0x2a).op(0xb7, parent).op(0x2a).op(0xb7, parent).op(0xb1));
            Case.run("a constructor that calls two" + v, twice);
            Asm leak = new Asm("T").version(version).field(Asm.STATIC, "it", "LT;");
            leak.method(Asm.PUBLIC, "<init>", "()V", Asm.code(1, 1).op(0x2a).op(0xb3, leak.field("T", "it", "LT;"))
                .op(0x2a).op(0xb7, leak.method("java/lang/Object", "<init>", "()V")).op(0xb1));
            Case.run("this stored before it is one" + v, leak);
            Asm early = new Asm("T").version(version).field(Asm.PUBLIC, "f", "I");
            early.method(Asm.PUBLIC, "<init>", "()V", Asm.code(2, 1).op(0x2a).op(0x04).op(0xb5, early.field("T", "f", "I"))
                .op(0x2a).op(0xb7, early.method("java/lang/Object", "<init>", "()V")).op(0xb1));
            Case.run("an own field before the superclass" + v, early);
            Asm read = new Asm("T").version(version).field(Asm.PUBLIC, "f", "I");
            read.method(Asm.PUBLIC, "<init>", "()V", Asm.code(2, 1).op(0x2a).op(0xb4, read.field("T", "f", "I")).op(0x57)
                .op(0x2a).op(0xb7, read.method("java/lang/Object", "<init>", "()V")).op(0xb1));
            Case.run("a field read before the superclass" + v, read);
            Asm caught = new Asm("T").version(version);
            int object = caught.method("java/lang/Object", "<init>", "()V");
            Asm.Code body = Asm.code(2, 1).op(0x2a).op(0xb7, object).op(0xb1).op(0x57).op(0xb1).handler(0, 4, 5, 0);
            if (version == 61) {
                body.stackMap(1, new Asm.Bytes().u1(255).u2(5).u2(1).u1(6).u2(1).u1(7).u2(caught.cls("java/lang/Throwable"))
                    .toByteArray());
            }
            caught.method(Asm.PUBLIC, "<init>", "()V", body);
            Case.runForClass("the superclass's failure caught" + v, caught);
            Asm fresh = new Asm("T").version(version);
            fresh.run(Asm.code(2, 1).op(0xbb, fresh.cls("java/lang/Object")).op(0xb0));
            Case.run("a new object that is not initialized" + v, fresh);
            Asm other = new Asm("T").version(version);
            other.run(Asm.code(3, 1).op(0xbb, other.cls("java/lang/StringBuilder")).op(0x59)
                .op(0xb7, other.method("java/lang/Object", "<init>", "()V")).op(0xb0));
            Case.run("the constructor of a superclass" + v, other);
            Asm swapped = new Asm("T").version(version);
            swapped.run(Asm.code(4, 1).op(0xbb, swapped.cls("java/lang/Object")).op(0xbb, swapped.cls("java/lang/Object"))
                .op(0x5f).op(0xb7, swapped.method("java/lang/Object", "<init>", "()V")).op(0xb0));
            Case.run("the wrong one of two new objects" + v, swapped);
            Asm compared = new Asm("T").version(version);
            compared.count(Asm.code(4, 1).op(0xbb, compared.cls("java/lang/Object")).op(0xc1, compared.cls("java/lang/Object")).op(0xac));
            Case.run("instanceof of a new object" + v, compared);
            Asm back = new Asm("T").version(version);
            Asm.Code loop = Asm.code(4, 1).op(0xbb, back.cls("java/lang/Object")).op(0x4b).op(0xa7, 0xfffc);
            back.count(loop);
            Case.run("new in a loop that never ends".concat(v) + " (linked only)", linkedOnly(back));
        }
        for (String kind : new String[] {"java/lang/Runnable", "java/lang/Number", "[I", "no/Such"}) {
            Asm made = new Asm("T");
            made.run(Asm.code(3, 1).op(0xbb, made.cls(kind)).op(0x01).op(0xb0));
            Case.run("new of " + kind, made);
        }
    }

    /** The same class; its method of endless loops has a name that nobody calls. */
    private static Asm linkedOnly(Asm looping) {
        Asm asm = new Asm("T").version(looping.major);
        asm.method(Asm.PUBLIC | Asm.STATIC, "endless", "()I",
            Asm.code(4, 1).op(0xbb, asm.cls("java/lang/Object")).op(0x4b).op(0xa7, 0xfffc));
        return asm;
    }

    private static void opcodes() {
        for (int opcode : new int[] {0xca, 0xcb, 0xd0, 0xfe, 0xff}) {
            for (int version : new int[] {61, 49}) {
                Case.runForClass("opcode " + Integer.toHexString(opcode) + ", version " + version,
                    counting(version, Asm.code(2, 0).op(opcode).op(0x04).op(0xac)));
                Case.runForClass("opcode " + Integer.toHexString(opcode) + " out of reach, version " + version,
                    counting(version, Asm.code(2, 0).op(0x04).op(0xac).op(opcode)));
            }
        }
        Case.run("wide nop", counting(61, Asm.code(2, 0).raw(0xc4, 0x00, 0x00, 0x04, 0xac)));
        Case.run("wide wide", counting(61, Asm.code(2, 0).raw(0xc4, 0xc4, 0x15, 0x00, 0x04, 0xac)));
        Case.run("wide at the end", counting(61, Asm.code(2, 0).raw(0x04, 0xac, 0xc4)));
        Case.run("half an instruction at the end", counting(61, Asm.code(2, 0).raw(0x04, 0xac, 0xb8, 0x00)));
        Case.run("half a switch at the end", counting(61, Asm.code(2, 0).raw(0x04, 0xaa, 0x00, 0x00)));
        Case.run("a jump between wide and its instruction",
            counting(49, Asm.code(2, 2).raw(0x04, 0x3c, 0xa7, 0x00, 0x04, 0xc4, 0x15, 0x00, 0x01, 0xac)));
        Asm dirty = new Asm("T");
        dirty.count(Asm.code(2, 0).op(0x01).op(0xb9, dirty.interfaceMethod("java/util/List", "size", "()I")).raw(1, 7).op(0xac));
        Case.run("invokeinterface with a fourth byte", dirty);
        Asm count = new Asm("T");
        count.count(Asm.code(2, 0).op(0x01).op(0xb9, count.interfaceMethod("java/util/List", "size", "()I")).raw(9, 0).op(0xac));
        Case.run("invokeinterface with a wrong count", count);
        Asm nothing = new Asm("T");
        nothing.count(Asm.code(2, 0).op(0x01).op(0xb9, nothing.interfaceMethod("java/util/List", "size", "()I")).raw(0, 0).op(0xac));
        Case.run("invokeinterface with count 0", nothing);
        Asm dynamic = new Asm("T");
        dynamic.count(Asm.code(2, 0).op(0xba, dynamic.invokeDynamic(0, "m", "()I")).raw(1, 0).op(0xac));
        dynamic.bootstrap(dynamic.handle(6, dynamic.method("T", "b", "()V")));
        Case.run("invokedynamic with a third byte", dynamic);
    }

    private static void subroutines() {
        for (int version : new int[] {45, 49, 50, 51, 61}) {
            Asm.Code code = Asm.code(2, 2).op(0xa8, 7).op(0x1a).op(0xac).raw(0, 0).op(0x4c).op(0x08).op(0x3b).raw(0xa9, 1);
            Case.run("a subroutine, version " + version, counting(version, code));
        }
        Case.run("ret of an int", counting(49, Asm.code(2, 2).op(0x04).op(0x3c).raw(0xa9, 1)));
        Case.run("ret of nothing", counting(49, Asm.code(2, 2).raw(0xa9, 1)));
        Case.run("a subroutine that calls itself", counting(49, Asm.code(4, 2).op(0xa8, 3).op(0x57).op(0xa8, 0xfffc)));
        Case.run("a return address as int", counting(49, Asm.code(4, 2).op(0xa8, 3).op(0xac)));
        Case.run("a return address returned", new Asm("T").version(49).run(Asm.code(4, 2).op(0xa8, 3).op(0xb0)));
        Case.run("a return address in a field", stored());
        Case.run("a subroutine that never returns", counting(49, Asm.code(4, 2).op(0xa8, 3).op(0x57).op(0x08).op(0xac)));
        // jsr at the very end of the code: its subroutine never returns.
        Case.safe("jsr at the end", 5, counting(49, Asm.code(4, 2).op(0xa7, 6).op(0x57).op(0x08).op(0xac).op(0xa8, 0xfffd)));
        // Subroutines that leave another stack than they found may be refused, but never misread.
        Case.safe("a subroutine that leaves a value", 7, counting(49, Asm.code(4, 2).op(0x05).op(0xa8, 5).op(0x60).op(0xac)
            .op(0x4c).op(0x08).raw(0xa9, 1)));
        Case.safe("a subroutine that takes a value", 2, counting(49, Asm.code(4, 2).op(0x05).op(0x08).op(0xa8, 4).op(0xac)
            .op(0x4c).op(0x57).raw(0xa9, 1)));
        Asm confused = new Asm("T").version(49);
        confused.run(Asm.code(4, 3).op(0x12).raw(confused.string("below")).op(0xa8, 6).op(0x4d).op(0x2c).op(0xb0)
            .op(0x4c).op(0x12).raw(confused.string("above")).raw(0xa9, 1));
        Case.safe("a subroutine that leaves a reference", "above", confused);
        Asm outer = counting(49, Asm.code(4, 4).op(0xa8, 5).op(0x08).op(0xac)
            .op(0x4c).op(0xa8, 6).raw(0x10, 9, 0xac).op(0x4d).raw(0xa9, 1));
        Case.safe("a return over two subroutines", 5, outer);
        Asm nested = counting(49, Asm.code(4, 4).op(0xa8, 8).op(0x15).raw(3).op(0xac).raw(0, 0)
            .op(0x4c).op(0xa8, 8).raw(0x84, 3, 1).raw(0xa9, 1).op(0x4d).op(0x08).raw(0x36, 3).raw(0xa9, 2));
        Case.run("a subroutine in a subroutine", nested);
        // Different types of one local at two calls; each is kept over the call.
        Asm kept = new Asm("T").version(49);
        kept.count(Asm.code(4, 3).op(0x08).op(0x3b).op(0xa8, 12).op(0x1a).op(0x3d).op(0x01).op(0x4b).op(0xa8, 5).op(0x1c).op(0xac)
            .op(0x4c).raw(0xa9, 1));
        Case.run("a local of two types over a subroutine", kept);
        Asm far = counting(49, Asm.code(4, 2).raw(0xc9).u4(7).op(0x08).op(0xac).raw(0x4c, 0xc4, 0xa9, 0, 1));
        Case.run("jsr_w and wide ret", far);
    }

    private static Asm stored() {
        Asm asm = new Asm("T").version(49).field(Asm.STATIC, "f", "Ljava/lang/Object;");
        return asm.count(Asm.code(4, 2).op(0xa8, 3).op(0xb3, asm.field("T", "f", "Ljava/lang/Object;")).op(0x04).op(0xac));
    }

    private static void handlers() {
        int[][] ranges = {{0, 0, 2}, {2, 1, 2}, {0, 500, 2}, {0, 3, 500}, {0, 3, 5}, {400, 500, 2}, {1, 3, 4}, {0, 2, 4},
            {0, 65_535, 65_535}, {65_535, 65_535, 65_535}};
        for (int[] range : ranges) {
            for (int version : new int[] {61, 49}) {
                Asm asm = new Asm("T").version(version);
                // 0: sipush, 3: ireturn, 4: pop, 5: sipush, 8: ireturn
                Asm.Code code = Asm.code(2, 0).op(0x11, 5).op(0xac).op(0x57).op(0x11, 6).op(0xac);
                code.handler(range[0], range[1], range[2], 0);
                if (version == 61) {
                    code.stackMap(1, new Asm.Bytes().u1(64 + 4).u1(7).u2(asm.cls("java/lang/Throwable")).toByteArray());
                }
                Case.run("a handler of " + range[0] + " to " + range[1] + " at " + range[2] + ", version " + version, asm.count(code));
            }
        }
        for (String type : new String[] {"java/lang/String", "no/Such", "[I"}) {
            for (int version : new int[] {61, 49}) {
                Asm asm = new Asm("T").version(version);
                Asm.Code code = Asm.code(2, 0).op(0x04).op(0x03).op(0x6c).op(0xac).op(0x57).op(0x08).op(0xac)
                    .handler(0, 4, 4, asm.cls(type));
                if (version == 61) {
                    code.stackMap(1, new Asm.Bytes().u1(64 + 4).u1(7).u2(asm.cls(type)).toByteArray());
                }
                Case.run("a handler of " + type + ", version " + version, asm.count(code));
            }
        }
        Asm number = new Asm("T").version(49);
        number.count(Asm.code(2, 0).op(0x04).op(0xac).op(0x57).op(0x08).op(0xac).handler(0, 1, 2, number.integer(7)));
        Case.run("a handler of a number", number);
        // A handler that covers itself and throws again: it would run for ever if it were caught each time without end.
        Asm self = new Asm("T").version(49);
        self.count(Asm.code(2, 1).op(0x03).op(0x3b).op(0x01).op(0xbf).op(0x57).raw(0x84, 0, 1).op(0x1a).op(0x10).raw(100)
            .op(0xa2, 5).op(0x01).op(0xbf).op(0x1a).op(0xac).handler(2, 16, 4, 0));
        Case.run("a handler that covers itself", self);
        // Only unreached code jumps to the handler; its own code is never looked at by the old verifier.
        Asm unreached = new Asm("T").version(49);
        unreached.count(Asm.code(2, 0).op(0x08).op(0xac).op(0x00).op(0x60).op(0xac).handler(2, 3, 3, 0));
        Case.run("a handler of code out of reach", unreached);
    }

    private static void versions() {
        for (int version : new int[] {0, 44, 45, 46, 47, 48, 49, 50, 51, 52, 61, 62, 69, 65_535}) {
            Case.run("version " + version, counting(version, Asm.code(1, 0).op(0x08).op(0xac)));
        }
        Asm preview = counting(61, Asm.code(1, 0).op(0x08).op(0xac));
        preview.minor = 65_535;
        Case.run("a preview", preview);
        Asm old = counting(45, Asm.code(1, 0).op(0x08).op(0xac));
        old.minor = 3;
        Case.run("version 45.3", old);
        Asm odd = counting(61, Asm.code(1, 0).op(0x08).op(0xac));
        odd.minor = 5;
        Case.run("version 61.5", odd);
        // Type checking that fails falls back to inference in version 50 only.
        for (int version : new int[] {50, 51}) {
            Case.run("no stack map, version " + version,
                counting(version, Asm.code(1, 0).op(0x04).op(0x99, 5).op(0x08).op(0xac).op(0x05).op(0xac)));
        }
        Asm face = Asm.anInterface("T").version(49);
        face.method(Asm.PUBLIC | Asm.STATIC, "count", "()I", Asm.code(1, 0).op(0x08).op(0xac));
        Case.run("a static method of an old interface", face);
    }

    private static void members() {
        String[][] missing = {{"java/lang/String", "none", "()I"}, {"no/Such", "none", "()I"}, {"java/lang/String", "length", "()I"},
            {"java/util/List", "size", "()I"}, {"java/lang/Integer", "toString", "(II)Ljava/lang/String;"},
            {"java/lang/Object", "clone", "()Ljava/lang/Object;"}, {"java/lang/Integer", "stringSize", "(I)I"}};
        for (String[] at : missing) {
            for (int opcode : new int[] {0xb6, 0xb7, 0xb8, 0xb9}) {
                Asm asm = new Asm("T");
                String owner = opcode == 0xb7 && !at[0].startsWith("java/util") ? at[0] : at[0];
                int reference = opcode == 0xb9 ? asm.interfaceMethod(owner, at[1], at[2]) : asm.method(owner, at[1], at[2]);
                Asm.Code code = Asm.code(4, 0);
                if (opcode != 0xb8) {
                    code.op(0x01);
                }
                code.repeat((int) at[2].chars().filter(c -> c == 'I').count() - (at[2].endsWith("I") ? 1 : 0), 0x04);
                code.op(opcode, reference);
                if (opcode == 0xb9) {
                    code.raw(1 + (int) at[2].chars().filter(c -> c == 'I').count() - (at[2].endsWith("I") ? 1 : 0), 0);
                }
                code.op(0x57).op(0x04).op(0xac);
                Case.run(Integer.toHexString(opcode) + " of " + at[0] + "." + at[1] + at[2], asm.count(code));
            }
        }
        for (String[] at : new String[][] {{"java/lang/Integer", "none", "I"}, {"java/lang/Integer", "MAX_VALUE", "J"},
            {"java/lang/Integer", "MAX_VALUE", "I"}, {"java/lang/Integer", "value", "I"}, {"no/Such", "f", "I"}, {"[I", "length", "I"}}) {
            for (int opcode : new int[] {0xb2, 0xb3, 0xb4, 0xb5}) {
                Asm asm = new Asm("T");
                int reference = asm.field(at[0], at[1], at[2]);
                boolean wide = at[2].equals("J");
                Asm.Code code = Asm.code(4, 0);
                if (opcode >= 0xb4) {
                    code.op(0x01);
                }
                if ((opcode & 1) == 1) {
                    code.op(wide ? 0x09 : 0x04);
                }
                code.op(opcode, reference);
                if ((opcode & 1) == 0) {
                    code.op(wide ? 0x58 : 0x57);
                }
                Case.run(Integer.toHexString(opcode) + " of " + at[0] + "." + at[1] + " " + at[2], asm.count(code.op(0x04).op(0xac)));
            }
        }
        shared();
        Asm constant = new Asm("Const").field(Asm.PUBLIC | Asm.STATIC | Asm.FINAL, "f", "I");
        Asm writer = new Asm("T");
        writer.count(Asm.code(2, 0).op(0x04).op(0xb3, writer.field("Const", "f", "I")).op(0x04).op(0xac));
        Case.run("a final field of another class", writer, constant);
        Asm own = new Asm("T").field(Asm.PUBLIC | Asm.STATIC | Asm.FINAL, "f", "I");
        own.count(Asm.code(2, 0).op(0x04).op(0xb3, own.field("T", "f", "I")).op(0x04).op(0xac));
        Case.run("an own final field outside <clinit>", own);
        Asm nothing = new Asm("Abs").flags(Asm.PUBLIC | Asm.SUPER | Asm.ABSTRACT).constructor();
        nothing.method(Asm.PUBLIC | Asm.ABSTRACT, "m", "()I", null);
        Asm concrete = new Asm("T").extending("Abs").constructor();
        concrete.count(Asm.code(2, 0).op(0xbb, concrete.cls("T")).op(0x59).op(0xb7, concrete.method("T", "<init>", "()V"))
            .op(0xb6, concrete.method("T", "m", "()I")).op(0xac));
        Case.run("an abstract method", concrete, nothing);
        Asm face = Asm.anInterface("Face");
        face.method(Asm.PUBLIC | Asm.ABSTRACT, "m", "()I", null);
        Asm without = new Asm("T").implementing("Face").constructor();
        without.count(Asm.code(2, 0).op(0xbb, without.cls("T")).op(0x59).op(0xb7, without.method("T", "<init>", "()V"))
            .op(0xb9, without.interfaceMethod("Face", "m", "()I")).raw(1, 0).op(0xac));
        Case.run("an abstract interface method", without, face);
        // The verifier takes any object for an interface; the call finds out.
        Asm liar = new Asm("T");
        liar.count(Asm.code(2, 0).op(0x12).raw(liar.string("x")).op(0xb9, liar.interfaceMethod("Face", "m", "()I")).raw(1, 0).op(0xac));
        Case.run("an object that lacks the interface", liar, face);
        Asm parent = new Asm("Parent").constructor();
        parent.method(Asm.PUBLIC | Asm.FINAL, "m", "()V", Asm.code(0, 1).op(0xb1));
        Asm overriding = new Asm("T").extending("Parent").constructor();
        overriding.method(Asm.PUBLIC, "m", "()V", Asm.code(0, 1).op(0xb1));
        Case.run("a final method overridden", overriding, parent);
        Asm nativeOne = new Asm("T");
        nativeOne.method(Asm.PUBLIC | Asm.STATIC | 0x100, "count", "()I", null);
        Case.run("a native method of nobody", nativeOne);
        Asm left = Asm.anInterface("Left");
        left.method(Asm.PUBLIC, "m", "()I", Asm.code(1, 1).op(0x04).op(0xac));
        Asm right = Asm.anInterface("Right");
        right.method(Asm.PUBLIC, "m", "()I", Asm.code(1, 1).op(0x05).op(0xac));
        Asm torn = new Asm("T").implementing("Left", "Right").constructor();
        torn.count(Asm.code(2, 0).op(0xbb, torn.cls("T")).op(0x59).op(0xb7, torn.method("T", "<init>", "()V"))
            .op(0xb9, torn.interfaceMethod("Left", "m", "()I")).raw(1, 0).op(0xac));
        Case.safe("two default methods", 0, torn, left, right);
    }

    /** Instructions of different kinds name the same constant; whichever comes first, the others are checked. */
    private static void shared() {
        int[] opcodes = {0xb6, 0xb7, 0xb8};
        for (int first : opcodes) {
            for (int second : opcodes) {
                for (boolean isStatic : new boolean[] {false, true}) {
                    Asm asm = new Asm("T").constructor();
                    asm.method(isStatic ? Asm.PUBLIC | Asm.STATIC : Asm.PUBLIC, "m", "(Ljava/lang/Object;)I",
                        Asm.code(2, 2).op(0x10).raw(7).op(0xac));
                    int at = asm.method("T", "m", "(Ljava/lang/Object;)I");
                    for (int opcode : new int[] {first, second}) {
                        Asm.Code code = Asm.code(4, 1);
                        if (opcode != 0xb8) {
                            code.op(0x2a);
                        }
                        asm.method(Asm.PUBLIC, opcode == first ? "one" : "two", "()I", code.op(0x01).op(opcode, at).op(0xac));
                        if (first == second) {
                            break;
                        }
                    }
                    Case.tried((isStatic ? "static " : "") + Integer.toHexString(first) + " and " + Integer.toHexString(second), () -> {
                        Object object = new Case.Loader().add(asm).loadClass("T").getConstructor().newInstance();
                        StringBuilder s = new StringBuilder();
                        for (String name : new String[] {"one", "two", "one", "two"}) {
                            try {
                                s.append(object.getClass().getMethod(name).invoke(object)).append(' ');
                            } catch (java.lang.reflect.InvocationTargetException e) {
                                s.append(Case.text(e.getCause())).append(' ');
                            } catch (NoSuchMethodException e) {
                                s.append("- ");
                            }
                        }
                        return s;
                    });
                }
            }
        }
        for (boolean isStatic : new boolean[] {false, true}) {
            Asm asm = new Asm("T").constructor().field(isStatic ? Asm.PUBLIC | Asm.STATIC : Asm.PUBLIC, "f", "J");
            int at = asm.field("T", "f", "J");
            asm.method(Asm.PUBLIC, "one", "()J", Asm.code(2, 1).op(0x2a).op(0xb4, at).op(0xad));
            asm.method(Asm.PUBLIC, "two", "()J", Asm.code(2, 1).op(0xb2, at).op(0xad));
            Case.tried("a field of both kinds, " + isStatic, () -> {
                Object object = new Case.Loader().add(asm).loadClass("T").getConstructor().newInstance();
                StringBuilder s = new StringBuilder();
                for (String name : new String[] {"one", "two", "one", "two"}) {
                    try {
                        s.append(object.getClass().getMethod(name).invoke(object)).append(' ');
                    } catch (java.lang.reflect.InvocationTargetException e) {
                        s.append(Case.text(e.getCause())).append(' ');
                    }
                }
                return s;
            });
        }
        // A <- B <- C; the constant names A.m, super.m() means B's, a call on the object C's.
        Asm a = new Asm("A").constructor().method(Asm.PUBLIC, "m", "()I", Asm.code(1, 1).op(0x04).op(0xac));
        Asm b = new Asm("B").extending("A").constructor().method(Asm.PUBLIC, "m", "()I", Asm.code(1, 1).op(0x05).op(0xac));
        for (boolean superFirst : new boolean[] {true, false}) {
            Asm c = new Asm("C").extending("B").constructor().method(Asm.PUBLIC, "m", "()I", Asm.code(1, 1).op(0x06).op(0xac));
            int at = c.method("A", "m", "()I");
            Asm.Code code = Asm.code(4, 1).op(0x2a).op(superFirst ? 0xb7 : 0xb6, at).op(0x10).raw(10).op(0x68)
                .op(0x2a).op(superFirst ? 0xb6 : 0xb7, at).op(0x60).op(0xac);
            c.method(Asm.PUBLIC, "both", "()I", code);
            Case.tried("super and virtual of one constant, " + superFirst, () -> {
                Object object = new Case.Loader().add(a).add(b).add(c).loadClass("C").getConstructor().newInstance();
                return object.getClass().getMethod("both").invoke(object) + " "
                    + object.getClass().getMethod("both").invoke(object);
            });
        }
        String[][] intrinsics = {{"b8", "linkToStatic", "(Ljava/lang/Object;)V"}, {"b8", "linkToStatic", "(Ljava/lang/String;)V"},
            {"b8", "linkToVirtual", "(Ljava/lang/Object;Ljava/lang/Object;)I"}, {"b8", "linkToSpecial", "(Ljava/lang/Object;Ljava/lang/Object;)I"},
            {"b8", "linkToInterface", "(Ljava/lang/Object;Ljava/lang/Object;)I"}, {"b8", "linkToStatic", "()V"},
            {"b6", "invokeBasic", "(Ljava/lang/Object;)V"}, {"b6", "invokeBasic", "()I"}, {"b8", "invokeBasic", "()I"},
            {"b6", "linkToStatic", "()V"}};
        for (String[] at : intrinsics) {
            Asm asm = new Asm("T");
            int reference = asm.method("java/lang/invoke/MethodHandle", at[1], at[2]);
            Asm.Code code = Asm.code(6, 0);
            if (at[0].equals("b6")) {
                code.op(0x12).raw(asm.handle(6, asm.method("java/lang/System", "nanoTime", "()J")));
            }
            for (int i = 1; i < at[2].indexOf(')'); i = at[2].indexOf(';', i) + 1) {
                code.op(0x12).raw(asm.string("x"));
            }
            code.op(Integer.parseInt(at[0], 16), reference);
            if (!at[2].endsWith("V")) {
                code.op(0x57);
            }
            Case.runForClass(at[0] + " of MethodHandle." + at[1] + at[2], asm.count(code.op(0x04).op(0xac)));
        }
    }
}
