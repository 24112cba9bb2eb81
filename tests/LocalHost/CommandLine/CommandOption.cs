using System.CommandLine;

namespace CloudmoreAutotask.LocalHost.CommandLine;

/// <summary>A command with its option: a switch, or one that names a file.</summary>
internal sealed record CommandOption(IHostCommand Command, Option Option)
{
    /// <summary>Makes the option.</summary>
    public static CommandOption Of(IHostCommand command) => new(
        command,
        command.FileName is { } file
            ? new Option<string?>(command.Option) { HelpName = file, Description = command.Description }
            : new Option<bool>(command.Option) { Description = command.Description });

    /// <summary>Whether the command line asks for the command.</summary>
    public bool IsAsked(ParseResult parsed) => Option is Option<bool> asked ? parsed.GetValue(asked) : FileOf(parsed) is not null;

    /// <summary>The file that the command line names for it.</summary>
    public string? FileOf(ParseResult parsed) => Option is Option<string?> named ? parsed.GetValue(named) : null;
}
