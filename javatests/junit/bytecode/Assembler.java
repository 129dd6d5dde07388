package bytecode;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a class file with one static method {@code run} out of raw instructions, for those that
 * javac never emits. Class-file version 49: verified by inference, so no StackMapTable is needed.
 */
final class Assembler {
    private final ByteArrayOutputStream code = new ByteArrayOutputStream();
    private final List<byte[]> pool = new ArrayList<>();
    private final Map<String, Integer> known = new HashMap<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private final List<Object[]> fixups = new ArrayList<>();
    private final List<Object[]> handlers = new ArrayList<>();
    private final String descriptor;
    private int slots = 1;
    private int maxStack = 12;
    private int maxLocals = 20;

    Assembler(String descriptor) {
        this.descriptor = descriptor;
    }

    Assembler limits(int stack, int locals) {
        maxStack = stack;
        maxLocals = locals;
        return this;
    }

    /** Appends raw bytes. */
    Assembler op(int... bytes) {
        for (int b : bytes) {
            code.write(b);
        }
        return this;
    }

    /** Appends an opcode and a two-byte operand. */
    Assembler op2(int opcode, int operand) {
        return op(opcode, operand >> 8, operand);
    }

    Assembler u4(int v) {
        return op(v >> 24, v >> 16, v >> 8, v);
    }

    Assembler label(String name) {
        labels.put(name, code.size());
        return this;
    }

    /** A branch with a two-byte offset. */
    Assembler jump(int opcode, String label) {
        fixups.add(new Object[] {code.size() + 1, code.size(), label, 2});
        return op(opcode, 0, 0);
    }

    /** A branch with a four-byte offset: goto_w (200), jsr_w (201). */
    Assembler jumpWide(int opcode, String label) {
        fixups.add(new Object[] {code.size() + 1, code.size(), label, 4});
        return op(opcode, 0, 0, 0, 0);
    }

    /** A four-byte offset inside a switch that began at {@code from}. */
    Assembler offset(int from, String label) {
        fixups.add(new Object[] {code.size(), from, label, 4});
        return u4(0);
    }

    Assembler align() {
        while (code.size() % 4 != 0) {
            op(0);
        }
        return this;
    }

    int position() {
        return code.size();
    }

    Assembler handler(String from, String to, String target, String type) {
        handlers.add(new Object[] {from, to, target, type});
        return this;
    }

    int constant(int v) {
        return entry("I" + v, 1, out -> {
            out.writeByte(3);
            out.writeInt(v);
        });
    }

    int constant(long v) {
        return entry("J" + v, 2, out -> {
            out.writeByte(5);
            out.writeLong(v);
        });
    }

    int constant(double v) {
        return entry("D" + v, 2, out -> {
            out.writeByte(6);
            out.writeDouble(v);
        });
    }

    int string(String s) {
        int utf = utf8(s);
        return entry("S" + s, 1, out -> {
            out.writeByte(8);
            out.writeShort(utf);
        });
    }

    int type(String name) {
        int utf = utf8(name);
        return entry("C" + name, 1, out -> {
            out.writeByte(7);
            out.writeShort(utf);
        });
    }

    int method(String owner, String name, String desc) {
        return member(10, owner, name, desc);
    }

    int field(String owner, String name, String desc) {
        return member(9, owner, name, desc);
    }

    private int member(int tag, String owner, String name, String desc) {
        int c = type(owner);
        int n = utf8(name);
        int d = utf8(desc);
        int nt = entry("N" + name + desc, 1, out -> {
            out.writeByte(12);
            out.writeShort(n);
            out.writeShort(d);
        });
        return entry("M" + tag + owner + name + desc, 1, out -> {
            out.writeByte(tag);
            out.writeShort(c);
            out.writeShort(nt);
        });
    }

    private int utf8(String s) {
        return entry("U" + s, 1, out -> {
            byte[] b = s.getBytes(StandardCharsets.UTF_8);
            out.writeByte(1);
            out.writeShort(b.length);
            out.write(b);
        });
    }

    private interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    private int entry(String key, int size, Writer w) {
        Integer at = known.get(key);
        if (at != null) {
            return at;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            w.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        pool.add(bytes.toByteArray());
        int index = slots;
        slots += size;
        known.put(key, index);
        return index;
    }

    /** Fills the pool, so that later constants need two-byte indices. */
    Assembler padPool(int n) {
        for (int i = 0; i < n; i++) {
            constant(1_000_000 + i);
        }
        return this;
    }

    byte[] bytes() {
        byte[] body = code.toByteArray();
        for (Object[] f : fixups) {
            int at = (int) f[0];
            int distance = labels.get((String) f[2]) - (int) f[1];
            int size = (int) f[3];
            for (int i = 0; i < size; i++) {
                body[at + i] = (byte) (distance >> 8 * (size - 1 - i));
            }
        }
        int self = type("Assembled");
        int parent = type("java/lang/Object");
        int name = utf8("run");
        int desc = utf8(descriptor);
        int codeName = utf8("Code");
        List<int[]> table = new ArrayList<>();
        for (Object[] h : handlers) {
            int type = h[3] == null ? 0 : type((String) h[3]);
            table.add(new int[] {labels.get((String) h[0]), labels.get((String) h[1]), labels.get((String) h[2]), type});
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            DataOutputStream out = new DataOutputStream(all);
            out.writeInt(0xCAFEBABE);
            out.writeShort(0);
            out.writeShort(49);
            out.writeShort(slots);
            for (byte[] e : pool) {
                out.write(e);
            }
            out.writeShort(0x0021);
            out.writeShort(self);
            out.writeShort(parent);
            out.writeShort(0);
            out.writeShort(0);
            out.writeShort(1);
            out.writeShort(0x0009);
            out.writeShort(name);
            out.writeShort(desc);
            out.writeShort(1);
            out.writeShort(codeName);
            out.writeInt(12 + body.length + 8 * table.size());
            out.writeShort(maxStack);
            out.writeShort(maxLocals);
            out.writeInt(body.length);
            out.write(body);
            out.writeShort(table.size());
            for (int[] row : table) {
                for (int v : row) {
                    out.writeShort(v);
                }
            }
            out.writeShort(0);
            out.writeShort(0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return all.toByteArray();
    }

    /** Defines the class in a loader of its own. */
    Class<?> define() {
        return new ClassLoader(Assembler.class.getClassLoader()) {
            Class<?> define(byte[] b) {
                return defineClass("Assembled", b, 0, b.length);
            }
        }.define(bytes());
    }

    /** Defines and runs; what {@code run} throws is thrown. */
    Object run(Object... args) throws Throwable {
        for (var m : define().getMethods()) {
            if (m.getName().equals("run")) {
                try {
                    return m.invoke(null, args);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            }
        }
        throw new AssertionError("no method");
    }
}
