class Gate {
    static Comparable<Gate> order() {
        return new Comparable<Gate>() {
            public int compareTo(Gate other) {
                return other.hashCode() - hashCode();
            }
        };
    }

    static Runnable run() {
        return new Runnable() {
            public void run() {
                System.out.println("run");
            }
        };
    }

    static Object make(int which) {
        return null;
    }
}
