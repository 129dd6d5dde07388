import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damages class files: anywhere, or where it hurts, by the structure of the file. */
final class Mutator {
    /** How many kinds of damage there are. */
    static final int KINDS = 17;

    private final SplittableRandom random;
    private final List<byte[]> all;

    Mutator(SplittableRandom random, List<byte[]> all) {
        this.random = random;
        this.all = all;
    }

    /** Places of interest in a well-formed class file. */
    static final class Places {
        /** Where each constant begins; 0 for none. */
        int[] constants = {};
        int poolEnd;
        /** Access flags of the class and of members. */
        final List<Integer> flags = new ArrayList<>();
        /** Two-byte counts. */
        final List<Integer> counts = new ArrayList<>();
        /** Four-byte lengths. */
        final List<Integer> lengths = new ArrayList<>();
        /** Two-byte indices into the pool, outside it. */
        final List<Integer> indices = new ArrayList<>();
        /** Start and end of each code array. */
        final List<int[]> codes = new ArrayList<>();
        /** Start and end of each exception table's rows. */
        final List<int[]> handlers = new ArrayList<>();
        /** Start and end of each StackMapTable. */
        final List<int[]> maps = new ArrayList<>();
    }

    private static int u2(byte[] b, int at) {
        return (b[at] & 255) << 8 | b[at + 1] & 255;
    }

    private static int u4(byte[] b, int at) {
        return u2(b, at) << 16 | u2(b, at + 2);
    }

    private static void put2(byte[] b, int at, int value) {
        b[at] = (byte) (value >> 8);
        b[at + 1] = (byte) value;
    }

    static Places places(byte[] b) {
        Places p = new Places();
        int count = u2(b, 8);
        p.counts.add(8);
        p.constants = new int[count];
        int at = 10;
        for (int i = 1; i < count; i++) {
            p.constants[i] = at;
            switch (b[at]) {
                case 1 -> at += 3 + u2(b, at + 1);
                case 5, 6 -> {
                    at += 9;
                    i++;
                }
                case 7, 8, 16, 19, 20 -> at += 3;
                case 15 -> at += 4;
                default -> at += 5;
            }
        }
        p.poolEnd = at;
        p.flags.add(at);
        p.indices.add(at + 2);
        p.indices.add(at + 4);
        p.counts.add(at + 6);
        int interfaces = u2(b, at + 6);
        at += 8;
        for (int i = 0; i < interfaces; i++, at += 2) {
            p.indices.add(at);
        }
        for (int kind = 0; kind < 2; kind++) {
            int members = u2(b, at);
            p.counts.add(at);
            at += 2;
            for (int i = 0; i < members; i++) {
                p.flags.add(at);
                p.indices.add(at + 2);
                p.indices.add(at + 4);
                at = attributes(b, at + 6, p);
            }
        }
        attributes(b, at, p);
        return p;
    }

    private static int attributes(byte[] b, int at, Places p) {
        int count = u2(b, at);
        p.counts.add(at);
        at += 2;
        for (int i = 0; i < count; i++) {
            p.indices.add(at);
            p.lengths.add(at + 2);
            int name = p.constants[u2(b, at)];
            String text = new String(b, name + 3, u2(b, name + 1), java.nio.charset.StandardCharsets.ISO_8859_1);
            int body = at + 6;
            int end = body + u4(b, at + 2);
            if (text.equals("Code")) {
                p.counts.add(body);
                p.counts.add(body + 2);
                p.lengths.add(body + 4);
                int code = body + 8;
                int after = code + u4(b, body + 4);
                p.codes.add(new int[] {code, after});
                p.counts.add(after);
                int rows = after + 2 + 8 * u2(b, after);
                if (rows > after + 2) {
                    p.handlers.add(new int[] {after + 2, rows});
                }
                attributes(b, rows, p);
            } else if (text.equals("StackMapTable")) {
                p.maps.add(new int[] {body, end});
            } else if (end - body >= 2) {
                p.counts.add(body);
                p.indices.add(body);
                if (end - body >= 4) {
                    p.indices.add(body + 2 * random(b, end - body, at));
                }
            }
            at = end;
        }
        return at;
    }

    /** Some number of a pair in a body, always the same for the same place. */
    private static int random(byte[] b, int length, int at) {
        return Math.floorMod(at * 31 + b.length, length / 2);
    }

    private int below(int bound) {
        return random.nextInt(Math.max(bound, 1));
    }

    private <T> T pick(List<T> list) {
        return list.get(below(list.size()));
    }

    /** A damaged copy of a class file; {@code kind} says how. */
    byte[] mutate(byte[] original, int kind) {
        byte[] b = original.clone();
        Places p = places(original);
        int rounds = 1 + below(3);
        for (int i = 0; i < rounds; i++) {
            b = once(b, original, p, kind);
            if (b.length != original.length) {
                break;
            }
        }
        return b;
    }

    private byte[] once(byte[] b, byte[] original, Places p, int kind) {
        switch (kind) {
            case 0 -> b[below(b.length)] ^= (byte) (1 << below(8));
            case 1 -> {
                return Arrays.copyOf(b, below(b.length));
            }
            case 2 -> {
                byte[] other = pick(all);
                int from = below(other.length);
                int to = below(b.length);
                int length = Math.min(1 + below(60), Math.min(other.length - from, b.length - to));
                System.arraycopy(other, from, b, to, length);
            }
            case 3 -> swapConstants(b, p);
            case 4 -> {
                int[] code = place(p.codes);
                b[code[0] + below(code[1] - code[0])] = (byte) below(203);
            }
            case 5 -> {
                int[] map = place(p.maps.isEmpty() ? p.codes : p.maps);
                b[map[0] + below(map[1] - map[0])] = (byte) (below(2) == 0 ? below(16) : below(256));
            }
            case 6 -> {
                int at = pick(p.lengths);
                int old = u4(b, at);
                int[] choices = {old - 1, old + 1, 0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, old + 2, old * 2, 65_536};
                int value = choices[below(choices.length)];
                put2(b, at, value >>> 16);
                put2(b, at + 2, value);
            }
            case 7 -> {
                int at = pick(p.counts);
                int old = u2(b, at);
                int[] choices = {old - 1, old + 1, 0, 65_535, old + 2, 32_768, below(300)};
                put2(b, at, choices[below(choices.length)]);
            }
            case 8 -> {
                int at = pick(p.flags);
                put2(b, at, u2(b, at) ^ 1 << below(16));
            }
            case 9 -> put2(b, 6, 44 + below(19));
            case 10 -> put2(b, place(p.codes)[0] - 8 + 2 * below(2), below(3) == 0 ? 65_535 : below(12));
            case 11 -> {
                if (p.handlers.isEmpty()) {
                    return once(b, original, p, 4);
                }
                int[] rows = pick(p.handlers);
                int at = rows[0] + 2 * below((rows[1] - rows[0]) / 2);
                put2(b, at, u2(b, at) + below(9) - 4);
            }
            case 12 -> {
                int at = below(b.length);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                out.write(b, 0, at);
                if (below(2) == 0) {
                    out.write(below(256));
                    out.write(b, at, b.length - at);
                } else {
                    out.write(b, at + 1, b.length - at - 1);
                }
                return out.toByteArray();
            }
            case 13 -> swapTexts(b, p);
            case 14, 15 -> otherOperand(b, p);
            default -> {
                int at = pick(p.indices);
                put2(b, at, below(4) == 0 ? below(65_536) : below(p.constants.length + 2));
                if (below(3) == 0) {
                    put2(b, 6, 45 + below(6));
                }
            }
        }
        return b;
    }

    private int[] place(List<int[]> list) {
        return list.isEmpty() ? new int[] {20, 21} : pick(list);
    }

    /** A constant's index becomes another, or two constants of the same kind change places. */
    private void swapConstants(byte[] b, Places p) {
        for (int tries = 0; tries < 20; tries++) {
            int i = p.constants[below(p.constants.length)];
            if (i == 0 || b[i] == 1) {
                continue;
            }
            int j = p.constants[below(p.constants.length)];
            if (j != 0 && b[i] == b[j] && i != j) {
                int width = b[i] == 5 || b[i] == 6 ? 9 : b[i] == 15 ? 4 : b[i] == 7 || b[i] == 8 || b[i] == 16 ? 3 : 5;
                byte[] kept = Arrays.copyOfRange(b, i, i + width);
                System.arraycopy(b, j, b, i, width);
                System.arraycopy(kept, 0, b, j, width);
                return;
            }
            if (tries % 5 == 4) {
                put2(b, i + (b[i] == 15 ? 2 : 1), below(p.constants.length));
                return;
            }
        }
    }

    /** Two texts of the same length change places: names and descriptors stay plausible. */
    private void swapTexts(byte[] b, Places p) {
        for (int tries = 0; tries < 300; tries++) {
            int i = p.constants[below(p.constants.length)];
            int j = p.constants[below(p.constants.length)];
            if (i != 0 && j != 0 && i != j && b[i] == 1 && b[j] == 1 && u2(b, i + 1) == u2(b, j + 1)) {
                int length = u2(b, i + 1);
                byte[] kept = Arrays.copyOfRange(b, i + 3, i + 3 + length);
                System.arraycopy(b, j + 3, b, i + 3, length);
                System.arraycopy(kept, 0, b, j + 3, length);
                return;
            }
        }
    }

    /** An instruction names another constant of the same kind, or does something similar. */
    private void otherOperand(byte[] b, Places p) {
        if (p.codes.isEmpty()) {
            return;
        }
        int[] code = pick(p.codes);
        for (int tries = 0; tries < 60; tries++) {
            int at = code[0] + below(code[1] - code[0]);
            int opcode = b[at] & 255;
            if (opcode >= 0xb2 && opcode <= 0xc1 && opcode != 0xbc && opcode != 0xbe && opcode != 0xbf && at + 2 < code[1]) {
                int index = u2(b, at + 1);
                int other = 1 + below(p.constants.length - 1);
                if (index < p.constants.length && p.constants[index] != 0 && p.constants[other] != 0
                    && b[p.constants[index]] == b[p.constants[other]]) {
                    put2(b, at + 1, other);
                    return;
                }
            } else if (opcode >= 0x60 && opcode <= 0x83) {
                b[at] = (byte) (0x60 + (opcode - 0x60) % 4 + 4 * below(9));
                return;
            } else if (opcode >= 0x99 && opcode <= 0xa6) {
                b[at] = (byte) (opcode < 0x9f ? 0x99 + below(6) : opcode < 0xa5 ? 0x9f + below(6) : 0xa5 + below(2));
                return;
            } else if (opcode >= 0x15 && opcode <= 0x4e) {
                b[at] = (byte) (opcode ^ 1 + below(3));
                return;
            } else if (opcode >= 0x02 && opcode <= 0x0f) {
                b[at] = (byte) (opcode ^ 1);
                return;
            }
        }
    }
}
