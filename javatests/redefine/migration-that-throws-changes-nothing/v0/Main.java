import java.util.Arrays;

public class Main {
    public static void main(String[] args) {
        Account[] accounts = new Account[5];
        for (int i = 0; i < accounts.length; i++) {
            accounts[i] = new Account(100 * i);
        }
        accounts[0].partner = accounts[1];
        int hash = System.identityHashCode(accounts[2]);
        do {
            for (Account account : accounts) {
                System.out.println(account.show());
            }
            System.out.println(accounts[0].partner == accounts[1]);
            System.out.println(System.identityHashCode(accounts[2]) == hash);
            System.out.println(Ledger.changes + " " + Ledger.title + " " + Ledger.ENTRIES + " " + Ledger.INDEX);
            System.out.println(Arrays.toString(Ledger.SUMS) + " " + Arrays.toString(Ledger.SLOTS));
            System.out.println(System.getProperty("migrated"));
        } while (Live.update());
        System.out.println(Lazy.value);
    }
}
