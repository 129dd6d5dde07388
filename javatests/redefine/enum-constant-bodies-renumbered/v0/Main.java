public class Main {
    public static void main(String[] args) {
        Op plus = Op.valueOf("PLUS"), minus = Op.valueOf("MINUS");
        do {
            StringBuilder line = new StringBuilder();
            for (Op op : Op.values()) {
                line.append(line.length() == 0 ? "" : ", ").append(op.name().toLowerCase()).append(" ").append(op.apply(5, 2));
            }
            System.out.println(line);
            System.out.println(plus.getClass().getName() + " " + minus.getClass().getName());
        } while (Live.update());
    }
}
