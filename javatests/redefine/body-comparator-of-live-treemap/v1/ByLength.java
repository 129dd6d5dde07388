import java.util.Comparator;

class ByLength implements Comparator<String> {
    public int compare(String a, String b) {
        return a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
    }
}
