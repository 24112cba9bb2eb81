using System.Text;
using Spectre.Console;

namespace CloudmoreAutotask.LocalHost.Output;

/// <summary>Standard output as a person sees it. Logs go to standard error.</summary>
public static class HostConsole
{
    // Wide enough for every column of the outcome table where no terminal sets a limit.
    private const int RedirectedWidth = 220;

    /// <summary>Standard output: with colours on a terminal, plain text otherwise.</summary>
    public static IAnsiConsole Create()
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return Console.IsOutputRedirected ? Plain(Console.Out) : AnsiConsole.Console;
    }

    /// <summary>Plain text to a writer.</summary>
    public static IAnsiConsole Plain(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = RedirectedWidth;
        return console;
    }
}
