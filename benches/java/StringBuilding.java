/** Builds strings with a StringBuilder and with the + operator. */
public class StringBuilding {
    public static void main(String[] args) {
        long length = 0;
        int hash = 0;
        for (int i = 0; i < 150_000; i++) {
            StringBuilder builder = new StringBuilder();
            for (int j = 0; j < 8; j++) {
                builder.append("item ").append(i + j).append(',');
            }
            String text = builder.toString() + i + ':' + length;
            length += text.length();
            hash = 31 * hash + text.hashCode();
        }
        System.out.println(length + " " + hash);
    }
}
