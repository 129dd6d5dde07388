public class Main {
    static int ask() {
        Live.update();
        return 5;
    }

    public static void main(String[] args) {
        // The object exists and is not initialized while its argument is computed.
        Parcel parcel = new Parcel(ask());
        do {
            System.out.println(parcel);
        } while (Live.update());
    }
}
