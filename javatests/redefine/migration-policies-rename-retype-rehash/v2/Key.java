class Key extends Named {
    String years;
    private final int code;

    Key(String name, int age, String code) {
        this.label = name;
        this.years = age + " years";
        this.code = Integer.parseInt(code);
    }

    String name() {
        return label;
    }

    public int hashCode() {
        return 31 * code;
    }

    public boolean equals(Object other) {
        return other instanceof Key && ((Key) other).code == code;
    }

    public String toString() {
        return label + " " + years + " " + code;
    }
}
