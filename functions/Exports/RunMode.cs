using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Setup;

namespace CloudmoreAutotask.Functions.Exports;

/// <summary>The mode that a person may ask for with a run: the setting or a stricter one, never a looser one.</summary>
internal static class RunMode
{
    /// <summary>The field that carries it.</summary>
    public const string Field = "mode";

    /// <summary>The modes that are stricter than the setting, the strictest last.</summary>
    public static IReadOnlyList<ExportMode> Stricter(ExportMode setting) => [.. Enum.GetValues<ExportMode>().Where(mode => mode > setting)];

    /// <summary>The mode that is asked for; null for the setting.</summary>
    /// <exception cref="MustFixException">It is none, or a looser one than the setting.</exception>
    public static ExportMode? Read(RequestFields input, ExportMode setting)
    {
        var text = input.Optional(Field);
        if (text.Length == 0)
            return null;
        if (!Enum.GetNames<ExportMode>().Contains(text, StringComparer.Ordinal))
            throw RequestFields.Wrong(Field, $"It must be one of: {string.Join(", ", Enum.GetNames<ExportMode>())}.");
        var asked = Enum.Parse<ExportMode>(text);
        return asked >= setting ? asked : throw RequestFields.Wrong(Field, $"A run cannot be {asked} while the setting Export:Mode is {setting}: it may only be stricter.");
    }
}
