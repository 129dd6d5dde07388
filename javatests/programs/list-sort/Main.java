/** Merge sort of a linked list and quicksort of an array, checked against each other. */
public class Main {
    static final class Node {
        final int value;
        Node next;

        Node(int value, Node next) {
            this.value = value;
            this.next = next;
        }
    }

    static Node sort(Node head, int n) {
        if (n <= 1) {
            if (head != null) {
                head.next = null;
            }
            return head;
        }
        Node mid = head;
        for (int i = 0; i < n / 2; i++) {
            mid = mid.next;
        }
        Node b = sort(mid, n - n / 2);
        Node a = sort(head, n / 2);
        Node first = null;
        Node last = null;
        while (a != null || b != null) {
            Node take;
            if (b == null || a != null && a.value <= b.value) {
                take = a;
                a = a.next;
            } else {
                take = b;
                b = b.next;
            }
            if (last == null) {
                first = take;
            } else {
                last.next = take;
            }
            last = take;
        }
        return first;
    }

    static void quicksort(int[] a, int lo, int hi) {
        while (lo < hi) {
            int pivot = a[(lo + hi) >>> 1];
            int i = lo;
            int j = hi;
            while (i <= j) {
                while (a[i] < pivot) {
                    i++;
                }
                while (a[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    int t = a[i];
                    a[i++] = a[j];
                    a[j--] = t;
                }
            }
            quicksort(a, lo, j);
            lo = i;
        }
    }

    public static void main(String[] args) {
        int n = 4000;
        int[] a = new int[n];
        Node list = null;
        int x = 12345;
        for (int i = 0; i < n; i++) {
            x = x * 1103515245 + 12345;
            a[i] = x >> 8;
            list = new Node(x >> 8, list);
        }
        list = sort(list, n);
        quicksort(a, 0, n - 1);
        int same = 0;
        for (int v : a) {
            if (list.value == v) {
                same++;
            }
            list = list.next;
        }
        System.out.println(same + " of " + n + " equal, list ended: " + (list == null));
        System.out.println(a[0] + " .. " + a[n / 2] + " .. " + a[n - 1]);
    }
}
