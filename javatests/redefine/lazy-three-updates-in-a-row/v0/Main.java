public class Main {
    public static void main(String[] args) {
        Letter[] letters = {new Letter("a"), new Letter("b"), new Letter("c")};
        do {
            letters[2].touch();
            System.out.println(letters[0] + " " + letters[1] + " " + letters[2]);
        } while (Live.update());
    }
}
