import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Transfers between accounts in many threads; the total must not change. */
public class Main {
    static final class Account {
        private final int id;
        private long balance;

        Account(int id, long balance) {
            this.id = id;
            this.balance = balance;
        }

        static boolean transfer(Account from, Account to, long amount) {
            Account first = from.id < to.id ? from : to;
            Account second = first == from ? to : from;
            synchronized (first) {
                synchronized (second) {
                    if (from.balance < amount) {
                        return false;
                    }
                    from.balance -= amount;
                    to.balance += amount;
                    return true;
                }
            }
        }
    }

    public static void main(String[] args) throws InterruptedException {
        Account[] accounts = new Account[10];
        for (int i = 0; i < accounts.length; i++) {
            accounts[i] = new Account(i, 1000);
        }
        AtomicInteger attempts = new AtomicInteger();
        Thread[] tellers = new Thread[6];
        for (int t = 0; t < tellers.length; t++) {
            Random r = new Random(t);
            tellers[t] = new Thread(() -> {
                for (int i = 0; i < 1500; i++) {
                    int a = r.nextInt(accounts.length);
                    int b = r.nextInt(accounts.length);
                    if (a != b) {
                        Account.transfer(accounts[a], accounts[b], r.nextInt(300));
                    }
                    attempts.incrementAndGet();
                }
            }, "teller-" + t);
        }
        for (Thread t : tellers) {
            t.start();
        }
        for (Thread t : tellers) {
            t.join();
        }
        long total = 0;
        boolean negative = false;
        for (Account a : accounts) {
            total += a.balance;
            negative |= a.balance < 0;
        }
        System.out.println(attempts + " attempts, total " + total + ", negative " + negative);
    }
}
