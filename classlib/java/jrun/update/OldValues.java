package jrun.update;

/** Fields of before by name. The typed getters widen as Java does, and never narrow. */
abstract class OldValues {
    OldValues() {}

    /** Is there such a field? */
    public final boolean has(String field) {
        return kind(field) != 0;
    }

    /** The value, boxed if it is primitive. */
    public final Object get(String field) {
        switch (known(field)) {
            case 'Z':
                return bits(field) != 0;
            case 'B':
                return (byte) bits(field);
            case 'C':
                return (char) bits(field);
            case 'S':
                return (short) bits(field);
            case 'I':
                return (int) bits(field);
            case 'J':
                return bits(field);
            case 'F':
                return Float.intBitsToFloat((int) bits(field));
            case 'D':
                return Double.longBitsToDouble(bits(field));
            default:
                return reference(field);
        }
    }

    public final boolean getBoolean(String field) {
        require(field, "Z", "boolean");
        return bits(field) != 0;
    }

    public final byte getByte(String field) {
        require(field, "B", "byte");
        return (byte) bits(field);
    }

    public final char getChar(String field) {
        require(field, "C", "char");
        return (char) bits(field);
    }

    public final short getShort(String field) {
        require(field, "BS", "short");
        return (short) bits(field);
    }

    public final int getInt(String field) {
        require(field, "BSCI", "int");
        return (int) bits(field);
    }

    public final long getLong(String field) {
        require(field, "BSCIJ", "long");
        return bits(field);
    }

    public final float getFloat(String field) {
        char kind = require(field, "BSCIJF", "float");
        return kind == 'F' ? Float.intBitsToFloat((int) bits(field)) : bits(field);
    }

    public final double getDouble(String field) {
        char kind = require(field, "BSCIJFD", "double");
        if (kind == 'D') {
            return Double.longBitsToDouble(bits(field));
        }
        return kind == 'F' ? Float.intBitsToFloat((int) bits(field)) : bits(field);
    }

    public final Object getObject(String field) {
        require(field, "L", "reference");
        return reference(field);
    }

    public final String getString(String field) {
        return (String) getObject(field);
    }

    private char known(String field) {
        char kind = kind(field);
        if (kind == 0) {
            throw new IllegalArgumentException(owner() + " had no field " + field);
        }
        return kind;
    }

    private char require(String field, String kinds, String wanted) {
        char kind = known(field);
        if (kinds.indexOf(kind) < 0) {
            throw new IllegalArgumentException("field " + field + " of " + owner() + " is no " + wanted);
        }
        return kind;
    }

    /** First letter of the descriptor, {@code L} for all references; 0 if there is no such field. */
    abstract char kind(String field);

    abstract long bits(String field);

    abstract Object reference(String field);

    abstract String owner();
}
