class Squares {
    static int[] table = new int[3];
    static int sum;

    static {
        int total = 0;
        for (int i = 0; i < table.length; i++) {
            table[i] = i * i;
            total += table[i];
        }
        sum = total;
    }

    static String show() {
        return "table of " + table.length + ", sum " + sum;
    }
}
