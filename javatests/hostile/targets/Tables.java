package targets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Arrays of every element type, arrays of arrays, collections, switches. */
public class Tables {
    private static final int[] PRIMES = {2, 3, 5, 7, 11, 13};
    private static final String[] WORDS = {"zero", "one", "two", "three", "ten thousand"};
    private final Object[] slots = new Object[8];
    private byte state = 3;

    public static int arrays() {
        boolean[] z = new boolean[5];
        byte[] b = {1, -2, 3};
        char[] c = "letters".toCharArray();
        short[] s = new short[4];
        long[] l = new long[PRIMES.length];
        float[] f = {1.5f, 2.5f};
        double[] d = new double[3];
        for (int i = 0; i < PRIMES.length; i++) {
            Fuel.burn();
            z[i % 5] ^= true;
            b[i % 3] += i;
            c[i]++;
            s[i & 3] = (short) (PRIMES[i] << 9);
            l[i] = PRIMES[i] * (long) c[i];
            f[i % 2] *= b[i % 3];
            d[i % 3] += f[i % 2];
        }
        return Arrays.hashCode(z) + Arrays.hashCode(b) + Arrays.hashCode(c) + Arrays.hashCode(s) + Arrays.hashCode(l)
            + Arrays.hashCode(f) + Arrays.hashCode(d);
    }

    public static int grids() {
        int[][][] cube = new int[3][4][];
        cube[1][2] = new int[] {1, 2, 3};
        cube[2][3] = PRIMES.clone();
        Object[] plain = cube;
        plain[0] = cube[1];
        int sum = 0;
        for (int[][] plane : cube) {
            for (int[] row : plane) {
                Fuel.burn();
                sum += row == null ? 1 : row[row.length - 1];
            }
        }
        return sum + ((int[][]) plain[0]).length + (plain instanceof Object[][] ? 1 : 0);
    }

    public static int switches() {
        int sum = 0;
        for (int i = -3; i < 30; i++) {
            Fuel.burn();
            switch (i) {
                case 0: sum += 1;
                case 1: sum += 2; break;
                case 2: case 3: case 4: sum *= 2; break;
                case 5: continue;
                default: sum -= 1;
            }
            switch (i * 1000) {
                case -3000: sum += 7; break;
                case 4000: sum += 8; break;
                case 29000: sum += 9; break;
            }
            switch (WORDS[Math.floorMod(i, 5)]) {
                case "zero": sum++; break;
                case "three": sum += 3; break;
                default: sum += WORDS.length;
            }
        }
        return sum;
    }

    public static Object stores() {
        Tables t = new Tables();
        for (int i = 0; i < t.slots.length; i++) {
            Fuel.burn();
            t.slots[i] = i % 2 == 0 ? WORDS[i % 5] : Integer.valueOf(i);
            t.state += (byte) i;
        }
        Object[] strings = new String[2];
        try {
            strings[0] = t.slots[0];
            strings[1] = t.slots[1];
        } catch (ArrayStoreException e) {
            t.state = -1;
        }
        return t.state + Arrays.toString(t.slots) + strings[0];
    }

    public static int collected() {
        Map<String, List<Integer>> map = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            Fuel.burn();
            map.computeIfAbsent(WORDS[i % 5], k -> new ArrayList<>()).add(i * i);
        }
        int sum = 0;
        for (Map.Entry<String, List<Integer>> e : map.entrySet()) {
            for (int value : e.getValue()) {
                sum += value ^ e.getKey().length();
            }
        }
        return sum;
    }
}
