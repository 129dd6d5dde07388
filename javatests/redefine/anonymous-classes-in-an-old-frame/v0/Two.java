class Two {
    static boolean go() {
        boolean more = Live.update();
        Object first = new Object() { public String toString() { return "left"; } };
        Object second = new Object() { public String toString() { return "right"; } };
        System.out.println(first + " " + second);
        return more;
    }
}
