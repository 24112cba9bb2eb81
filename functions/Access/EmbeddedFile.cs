namespace CloudmoreAutotask.Functions.Access;

/// <summary>A file that the build puts into the assembly.</summary>
internal static class EmbeddedFile
{
    /// <summary>Opens it.</summary>
    public static Stream Open(string name) =>
        typeof(EmbeddedFile).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The build has no {name}.");
}
