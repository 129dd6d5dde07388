import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A stack machine that computes primes, with its own little assembler. */
public class Main {
    enum Op {
        PUSH, LOAD, STORE, ADD, MUL, MOD, LESS, JUMP, JUMPZ, PRINT, HALT
    }

    record Instruction(Op op, int arg) {
    }

    static List<Instruction> assemble(String source) {
        Map<String, Integer> labels = new HashMap<>();
        List<String[]> lines = new ArrayList<>();
        for (String line : source.split("\n")) {
            String s = line.strip();
            if (s.endsWith(":")) {
                labels.put(s.substring(0, s.length() - 1), lines.size());
            } else if (!s.isEmpty()) {
                lines.add(s.split(" "));
            }
        }
        List<Instruction> code = new ArrayList<>();
        for (String[] l : lines) {
            int arg = 0;
            if (l.length > 1) {
                arg = labels.containsKey(l[1]) ? labels.get(l[1]) : Integer.parseInt(l[1]);
            }
            code.add(new Instruction(Op.valueOf(l[0].toUpperCase()), arg));
        }
        return code;
    }

    static int run(List<Instruction> code) {
        Deque<Integer> stack = new ArrayDeque<>();
        int[] memory = new int[8];
        int steps = 0;
        for (int pc = 0; ; steps++) {
            Instruction i = code.get(pc++);
            switch (i.op()) {
                case PUSH -> stack.push(i.arg());
                case LOAD -> stack.push(memory[i.arg()]);
                case STORE -> memory[i.arg()] = stack.pop();
                case ADD -> stack.push(stack.pop() + stack.pop());
                case MUL -> stack.push(stack.pop() * stack.pop());
                case MOD -> {
                    int b = stack.pop();
                    stack.push(stack.pop() % b);
                }
                case LESS -> {
                    int b = stack.pop();
                    stack.push(stack.pop() < b ? 1 : 0);
                }
                case JUMP -> pc = i.arg();
                case JUMPZ -> pc = stack.pop() == 0 ? i.arg() : pc;
                case PRINT -> System.out.print(stack.pop() + " ");
                case HALT -> {
                    System.out.println();
                    return steps;
                }
            }
        }
    }

    public static void main(String[] args) {
        String program = """
            push 2
            store 0
            next:
            load 0
            push 60
            less
            jumpz end
            push 2
            store 1
            try:
            load 0
            load 1
            load 1
            mul
            less
            jumpz divide
            load 0
            print
            jump advance
            divide:
            load 0
            load 1
            mod
            jumpz advance
            load 1
            push 1
            add
            store 1
            jump try
            advance:
            load 0
            push 1
            add
            store 0
            jump next
            end:
            halt
            """;
        List<Instruction> code = assemble(program);
        System.out.println(code.size() + " instructions, first " + code.get(0));
        System.out.println("steps: " + run(code));
        try {
            assemble("push 1\nbogus");
        } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage());
        }
        try {
            run(assemble("add"));
        } catch (RuntimeException e) {
            System.out.println(e.getClass().getName());
        }
    }
}
