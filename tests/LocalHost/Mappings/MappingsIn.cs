using System.Globalization;
using CloudmoreAutotask.LocalHost.CommandLine;
using CloudmoreAutotask.LocalHost.Output;
using CloudmoreAutotask.Mapping;
using CloudmoreAutotask.Setup;
using Microsoft.Extensions.DependencyInjection;

namespace CloudmoreAutotask.LocalHost.Mappings;

/// <summary>Shows what a mapping file would change, and saves it where that is asked for.</summary>
internal sealed class MappingsIn : IHostCommand
{
    public string Option => "--mappings-in";

    public string Description => "Show what a CSV of companies would change. With --apply it is saved, all of it or nothing.";

    public string FileName => "FILE.csv";

    public bool CanApply => true;

    public bool NeedsValidSettings => true;

    public bool WorksWithoutCloudmore => true;

    /// <summary>Saves a mapping file before a bill is read.</summary>
    /// <exception cref="MustFixException">A row cannot be used; nothing was saved.</exception>
    public static async Task SaveAsync(IServiceProvider services, string path, TextWriter output, CancellationToken cancellation)
    {
        var preview = await ReadAsync(services, path, apply: true, cancellation);
        if (preview.Faults.Count > 0)
            throw new MustFixException($"{path} cannot be used; nothing was done.{string.Concat(preview.Faults.Select(fault => $"\n  * {PlainName.Safe(fault.ToString())}"))}");
        await TellAsync(preview, path, "saved", output);
    }

    public async Task<int> RunAsync(IServiceProvider services, HostOutput output, CancellationToken cancellation)
    {
        var arguments = services.GetRequiredService<HostArguments>();
        var path = arguments.CommandFile!;
        var preview = await ReadAsync(services, path, arguments.Apply, cancellation);
        if (preview.Faults.Count > 0)
        {
            await output.Lines.WriteLineAsync($"{path}: these cells cannot be used; nothing was saved.");
            foreach (var fault in preview.Faults)
                await output.Lines.WriteLineAsync($"  * {PlainName.Safe(fault.ToString())}");
        }

        await TellAsync(preview, path, arguments.Apply && preview.Faults.Count == 0 ? "saved" : "not saved", output.Lines);
        if (!arguments.Apply && preview.Faults.Count == 0 && preview.Changes.Count > 0)
            await output.Lines.WriteLineAsync($"To save this: --mappings-in {path} --apply");
        return preview.Faults.Count > 0 ? ExitCode.NeedsPerson : ExitCode.Done;
    }

    private static async Task<MappingPreview> ReadAsync(IServiceProvider services, string path, bool apply, CancellationToken cancellation)
    {
        var mappings = services.GetRequiredService<CompanyMappings>();
        try
        {
            using var content = new MemoryStream(await File.ReadAllBytesAsync(path, cancellation));
            return apply ? await mappings.ImportAsync(content, path, Environment.UserName, cancellation) : await mappings.PreviewAsync(content, path, cancellation);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new MustFixException($"Cannot read {path}: {unreadable.Message}", unreadable);
        }
    }

    private static async Task TellAsync(MappingPreview preview, string path, string state, TextWriter output)
    {
        await output.WriteLineAsync($"{path}: {preview.Changes.Count} changes ({state}), {preview.Unchanged} rows say nothing new.");
        foreach (var change in preview.Changes)
        {
            var to = change.To is { } id ? $"{Text(id)} ({PlainName.Safe(change.CompanyName ?? "")})" : "none, so that the property in Cloudmore counts";
            await output.WriteLineAsync($"  line {change.Line}, {PlainName.Safe(change.OrganizationName)}: {(change.From is { } from ? Text(from) : "none")} -> {to}");
        }
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
